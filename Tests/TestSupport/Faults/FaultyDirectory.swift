// Owns: a directory in memory that fails when it is told to and forgets what was not synced.

import Glibc
import Storage
import Synchronization

/// A directory for tests of what a disk can do to an index: the n-th operation fails, tears or comes up short, the disk
/// is full, the power goes, and what was not synced is lost.
///
///     let directory = FaultyDirectory()
///     directory.arm(Fault(.fails(ENOSPC), at: 3, of: [.write], isLasting: true))
///     …                                                   // work until something fails
///     let found = directory.crash(.unsynced)              // the machine starts again
///
/// Operations, their words in errors, and what they promise are those of `FileDirectory`; mapped bytes are copies, so
/// they stay readable after a remove, as mappings do. Thread-safe.
public final class FaultyDirectory: Directory {
    private struct State: Sendable {
        var disk: SimulatedDisk
        var plan = FaultPlan()
        var steps: [DiskStep] = []
        var hasPower = true
        var isLocked = false
        var capacity: Int?
        var openFiles: [ObjectIdentifier: String] = [:]
    }

    public let path: String
    private let state: Mutex<State>

    /// A folder with these files, durable.
    public init(path: String = "/faulty", files: [String: [UInt8]] = [:]) {
        self.path = path
        state = Mutex(State(disk: SimulatedDisk(files)))
    }

    private init(path: String, disk: SimulatedDisk) {
        self.path = path
        state = Mutex(State(disk: disk))
    }

    // MARK: Faults

    /// Lets a fault wait for its turn. It counts operations from now on; several faults count each by itself.
    public func arm(_ fault: Fault) { state.withLock { $0.plan.arm(fault) } }

    /// Takes all faults back. What they did stays done.
    public func disarm() { state.withLock { $0.plan.disarm() } }

    /// How many operations went wrong by a fault. 0 after a run: the fault's turn did not come.
    public var firedCount: Int { state.withLock { $0.plan.fired } }

    /// How many bytes all files together may hold; `nil` for any number. A write that does not fit writes what fits and
    /// fails with ENOSPC.
    public var capacity: Int? {
        get { state.withLock { $0.capacity } }
        set { state.withLock { $0.capacity = newValue } }
    }

    // MARK: Crashes

    /// The power goes now, and the machine starts again: the result is the folder as it is found. Of this one nothing
    /// works any more.
    public func crash(_ loss: CrashLoss) -> FaultyDirectory {
        state.withLock { $0.hasPower = false }
        return image(loss)
    }

    /// The folder as it would be found after a crash now; this one goes on.
    public func image(_ loss: CrashLoss) -> FaultyDirectory {
        FaultyDirectory(path: path, disk: state.withLock { $0.disk.afterCrash(loss) })
    }

    // MARK: Looking

    /// Everything that was tried so far, in order.
    public var steps: [DiskStep] { state.withLock { $0.steps } }

    /// The files that are open for writing, by the names they were opened under.
    public var openFiles: [String] { state.withLock { $0.openFiles.values.sorted() } }

    /// The bytes of every file, without an operation that counts or fails.
    public var contents: [String: [UInt8]] {
        state.withLock { state in
            var contents: [String: [UInt8]] = [:]
            for name in state.disk.list { contents[name] = state.disk.inode(name).map { state.disk.content($0) } }
            return contents
        }
    }

    /// The first step that was done otherwise than in another folder, or the first file that holds other bytes; `nil` when
    /// both were used alike.
    public func firstDifference(from other: FaultyDirectory) -> String? {
        let (steps, others) = (steps, other.steps)
        for place in 0..<max(steps.count, others.count) {
            let pair = [steps, others].map { place < $0.count ? $0[place] : nil }
            guard pair[0] != pair[1] else { continue }
            let words = pair.map { $0.map(String.init(describing:)) ?? "nothing" }
            return "step \(place): \(words[0]), not \(words[1])" + (words[0] == words[1] ? " of other bytes" : "")
        }
        let (files, otherFiles) = (contents, other.contents)
        return Set(files.keys).union(otherFiles.keys).sorted().first { files[$0] != otherFiles[$0] }
    }

    /// Changes a file's bytes on the disk itself, as decay or a careless hand does.
    public func damage(_ name: String, _ change: (inout [UInt8]) -> Void) {
        var bytes = contents[name] ?? []
        change(&bytes)
        state.withLock { $0.disk.put(name, bytes) }
    }

    // MARK: Operations

    /// Counts an operation; then does it, or what its fault leaves of it.
    ///
    /// - Parameter failed: what the operation does to the disk although it fails.
    fileprivate func perform<Result: Sendable>(
        _ step: DiskStep, failed: (inout SimulatedDisk, Fault.Effect) -> Void = { _, _ in },
        _ body: (inout SimulatedDisk, Fault.Effect?) throws(StorageError) -> Result
    ) throws(StorageError) -> Result {
        try state.withLock { (state: inout sending State) throws(StorageError) -> Result in
            state.steps.append(step)
            state.steps[state.steps.count - 1].hasFailed = true
            guard state.hasPower else { throw error(step, EIO) }
            let effect = state.plan.effect(on: step)
            switch effect {
            case .fails(let code), .tears(_, let code):
                if let effect { failed(&state.disk, effect) }
                throw error(step, code)
            case .cutsPower:
                failed(&state.disk, .cutsPower)
                state.hasPower = false
                throw error(step, EIO)
            case .shortens, nil: break
            }
            let result = try body(&state.disk, effect)
            state.steps[state.steps.count - 1].hasFailed = false
            return result
        }
    }

    private func error(_ step: DiskStep, _ code: Int32) -> StorageError {
        .io(operation: step.operation.words, file: step.file.isEmpty ? path : path + "/" + step.file, errno: code)
    }

    /// - Parameter offset: what is written over; `nil` for the end.
    fileprivate func write(
        _ bytes: [UInt8], at offset: Int? = nil, to inode: SimulatedDisk.Inode, _ name: String
    ) throws(StorageError) {
        let step = DiskStep(
            operation: .write, file: name, byteCount: bytes.count,
            checksum: bytes.withUnsafeBytes { Checksum.crc32c($0) })
        let capacity = capacity
        try perform(
            step,
            failed: { disk, effect in
                switch effect {
                case .tears(let count, _):
                    disk.write(Array(bytes.prefix(count ?? bytes.count / 2)), at: offset ?? disk.size(inode), to: inode)
                case .cutsPower:
                    disk.write(Array(bytes.prefix(bytes.count / 2)), at: offset ?? disk.size(inode), to: inode)
                default: break
                }
            }
        ) { (disk, _) throws(StorageError) in
            let room = offset == nil ? capacity.map { max(0, $0 - disk.usedBytes) } ?? bytes.count : bytes.count
            disk.write(Array(bytes.prefix(room)), at: offset ?? disk.size(inode), to: inode)
            if room < bytes.count { throw error(step, ENOSPC) }
        }
    }

    private func bytes(_ operation: DiskOperation, _ name: String) throws(StorageError) -> [UInt8] {
        let step = DiskStep(operation: operation, file: name)
        return try perform(step) { (disk, effect) throws(StorageError) in
            guard let inode = disk.inode(name) else {
                throw .io(operation: "read", file: path + "/" + name, errno: ENOENT)
            }
            let content = disk.content(inode)
            if case .shortens(let count) = effect { return Array(content.prefix(count)) }
            return content
        }
    }

    private func opened(_ inode: SimulatedDisk.Inode, _ name: String) -> any WritableFile {
        let file = FaultyFile(self, inode, name)
        state.withLock { $0.openFiles[ObjectIdentifier(file)] = name }
        return file
    }

    fileprivate func closed(_ file: FaultyFile) { state.withLock { $0.openFiles[ObjectIdentifier(file)] = nil } }

    fileprivate func size(_ inode: SimulatedDisk.Inode) -> UInt64 { state.withLock { UInt64($0.disk.size(inode)) } }

    // MARK: Directory

    public func list() throws(StorageError) -> [String] {
        try perform(DiskStep(operation: .list, file: "")) { (disk, _) throws(StorageError) in disk.list }
    }

    public func exists(_ name: String) throws(StorageError) -> Bool {
        try perform(DiskStep(operation: .exists, file: name)) { (disk, _) throws(StorageError) in
            disk.inode(name) != nil
        }
    }

    public func create(_ name: String) throws(StorageError) -> any WritableFile {
        let inode = try perform(DiskStep(operation: .create, file: name)) { (disk, _) throws(StorageError) in
            let inode = disk.open(name)
            disk.truncate(inode, to: 0)
            return inode
        }
        return opened(inode, name)
    }

    public func append(to name: String) throws(StorageError) -> any WritableFile {
        let inode = try perform(DiskStep(operation: .open, file: name)) { (disk, _) throws(StorageError) in
            disk.open(name)
        }
        return opened(inode, name)
    }

    public func read(_ name: String) throws(StorageError) -> [UInt8] { try bytes(.read, name) }

    public func map(_ name: String) throws(StorageError) -> MappedBytes { MappedBytes(copying: try bytes(.map, name)) }

    public func rename(_ name: String, to newName: String) throws(StorageError) {
        let step = DiskStep(operation: .rename, file: name, newName: newName)
        try perform(step) { (disk, _) throws(StorageError) in
            guard disk.rename(name, to: newName) else { throw error(step, ENOENT) }
        }
    }

    public func remove(_ name: String) throws(StorageError) {
        try perform(DiskStep(operation: .remove, file: name)) { (disk, _) throws(StorageError) in disk.remove(name) }
    }

    public func sync() throws(StorageError) {
        try perform(DiskStep(operation: .syncFolder, file: "")) { (disk, _) throws(StorageError) in disk.syncNames() }
    }

    public func lock() throws(StorageError) -> any DirectoryLock {
        try perform(DiskStep(operation: .lock, file: "lock")) { (disk, _) throws(StorageError) in _ = disk.open("lock")
        }
        let isFree = state.withLock { state in
            defer { state.isLocked = true }
            return !state.isLocked
        }
        guard isFree else { throw .locked(path: path, owner: "process \(getpid())") }
        return FaultyLock { [weak self] in
            self?.state.withLock { $0.isLocked = false }
        } remove: { [weak self] in
            try? self?.remove("lock")
        }
    }
}

/// An open file of a faulty directory.
private final class FaultyFile: WritableFile, @unchecked Sendable {
    private let directory: FaultyDirectory
    private let inode: SimulatedDisk.Inode
    private let name: String
    private var isOpen = true

    init(_ directory: FaultyDirectory, _ inode: SimulatedDisk.Inode, _ name: String) {
        self.directory = directory
        self.inode = inode
        self.name = name
    }

    deinit { if isOpen { directory.closed(self) } }

    var size: UInt64 { directory.size(inode) }

    func append(_ bytes: UnsafeRawBufferPointer) throws(StorageError) {
        try directory.write(Array(bytes), to: inode, name)
    }

    func write(_ bytes: UnsafeRawBufferPointer, at offset: UInt64) throws(StorageError) {
        precondition(offset + UInt64(bytes.count) <= size, "only what is there is written over")
        try directory.write(Array(bytes), at: Int(offset), to: inode, name)
    }

    func sync() throws(StorageError) {
        let inode = inode
        try directory.perform(
            DiskStep(operation: .sync, file: name),
            failed: { disk, effect in if effect != .cutsPower { disk.dropUnsynced(inode) } }
        ) { (disk, _) throws(StorageError) in disk.sync(inode) }
    }

    func truncate(to size: UInt64) throws(StorageError) {
        let inode = inode
        try directory.perform(DiskStep(operation: .truncate, file: name)) { (disk, _) throws(StorageError) in
            disk.truncate(inode, to: Int(size))
        }
    }

    func close() throws(StorageError) {
        guard isOpen else { return }
        isOpen = false
        directory.closed(self)
        try directory.perform(DiskStep(operation: .close, file: name)) { (_, _) throws(StorageError) in }
    }
}

/// The lock on a faulty directory.
private final class FaultyLock: DirectoryLock {
    private let isHeld = Atomic<Bool>(true)
    private let whenReleased: @Sendable () -> Void
    private let removeFile: @Sendable () -> Void

    init(_ whenReleased: @escaping @Sendable () -> Void, remove: @escaping @Sendable () -> Void) {
        self.whenReleased = whenReleased
        removeFile = remove
    }

    deinit { release() }

    func release() {
        if isHeld.exchange(false, ordering: .acquiringAndReleasing) { whenReleased() }
    }

    func remove() {
        guard isHeld.load(ordering: .acquiring) else { return }
        removeFile()
        release()
    }
}
