// Owns: what a disk holds, what only the memory in front of it holds, and what a crash leaves of the difference.

import Storage

/// What a crash takes.
public enum CrashLoss: Hashable, Sendable {
    /// Nothing: the process was killed, the machine goes on and writes everything out.
    case nothing
    /// Everything that was not synced: bytes by their file's sync, names by the folder's.
    case unsynced
    /// Of what was not synced, each change by itself is kept or lost, in any order; of a write, any of its sectors of
    /// 512 bytes, the others as before; what was never written is zero or garbage. The seed repeats it.
    case random(seed: UInt64)
}

/// Files with their bytes and names, each as programs see it and as it would be after a crash. Names and bytes become
/// durable apart: POSIX promises no more.
struct SimulatedDisk: Sendable {
    typealias Inode = Int

    private enum Change: Sendable {
        case write(at: Int, [UInt8])
        /// A write that a failed sync dropped: only the file's length is left of it.
        case grow(to: Int)
        case truncate(to: Int)
    }

    private struct File: Sendable {
        var content: [UInt8] = []
        var durable: [UInt8] = []
        /// What leads from `durable` to `content`.
        var pending: [Change] = []
    }

    private enum NameChange: Sendable {
        case link(String, Inode)
        case rename(String, String, Inode)
        case unlink(String)
    }

    private static let sectorSize = 512

    private var files: [Inode: File] = [:]
    private var names: [String: Inode] = [:]
    private var durableNames: [String: Inode] = [:]
    private var pendingNames: [NameChange] = []
    private var nextInode = 1

    /// A disk on which these files are durable.
    init(_ files: [String: [UInt8]] = [:]) {
        for (name, bytes) in files { put(name, bytes) }
    }

    var list: [String] { names.keys.sorted() }

    /// The bytes of all files that have a name.
    var usedBytes: Int { names.values.reduce(0) { $0 + (files[$1]?.content.count ?? 0) } }

    func inode(_ name: String) -> Inode? { names[name] }

    func content(_ inode: Inode) -> [UInt8] { files[inode]?.content ?? [] }

    func size(_ inode: Inode) -> Int { files[inode]?.content.count ?? 0 }

    // MARK: Changes

    /// Makes bytes a file's, durable with its name, whatever was there.
    mutating func put(_ name: String, _ bytes: [UInt8]) {
        let inode = names[name] ?? makeInode()
        files[inode] = File(content: bytes, durable: bytes)
        names[name] = inode
        durableNames[name] = inode
    }

    private mutating func makeInode() -> Inode {
        defer { nextInode += 1 }
        files[nextInode] = File()
        return nextInode
    }

    /// The file of a name, made if there is none.
    mutating func open(_ name: String) -> Inode {
        if let inode = names[name] { return inode }
        let inode = makeInode()
        names[name] = inode
        pendingNames.append(.link(name, inode))
        return inode
    }

    mutating func append(_ bytes: [UInt8], to inode: Inode) { write(bytes, at: size(inode), to: inode) }

    /// Writes bytes over what is there, and beyond the end.
    mutating func write(_ bytes: [UInt8], at offset: Int, to inode: Inode) {
        guard !bytes.isEmpty else { return }
        files[inode]?.pending.append(.write(at: offset, bytes))
        Self.apply(.write(at: offset, bytes), to: &files[inode, default: File()].content)
    }

    mutating func truncate(_ inode: Inode, to size: Int) {
        guard size != self.size(inode), var file = files[inode] else { return }
        file.pending.append(.truncate(to: size))
        Self.apply(.truncate(to: size), to: &file.content)
        files[inode] = file
    }

    mutating func rename(_ name: String, to newName: String) -> Bool {
        guard let inode = names.removeValue(forKey: name) else { return false }
        names[newName] = inode
        pendingNames.append(.rename(name, newName, inode))
        return true
    }

    mutating func remove(_ name: String) {
        if names.removeValue(forKey: name) != nil { pendingNames.append(.unlink(name)) }
    }

    // MARK: Durability

    mutating func sync(_ inode: Inode) {
        let pending = files[inode, default: File()].pending
        files[inode]?.pending = []
        for change in pending { Self.apply(change, to: &files[inode, default: File()].durable) }
    }

    /// What a failed sync does: the kernel takes the bytes for written.
    mutating func dropUnsynced(_ inode: Inode) {
        guard let pending = files[inode]?.pending else { return }
        files[inode]?.pending = pending.map { change in
            if case .write(let at, let bytes) = change { .grow(to: at + bytes.count) } else { change }
        }
    }

    mutating func syncNames() {
        for change in pendingNames { apply(change) }
        pendingNames = []
    }

    private mutating func apply(_ change: NameChange) {
        switch change {
        case .link(let name, let inode): durableNames[name] = inode
        case .rename(let name, let newName, let inode):
            if durableNames[name] == inode { durableNames[name] = nil }
            durableNames[newName] = inode
        case .unlink(let name): durableNames[name] = nil
        }
    }

    private static func apply(_ change: Change, to bytes: inout [UInt8]) {
        func grow(to size: Int) {
            if bytes.count < size { bytes.append(contentsOf: [UInt8](repeating: 0, count: size - bytes.count)) }
        }
        switch change {
        case .write(let at, let more):
            grow(to: at + more.count)
            bytes.withUnsafeMutableBytes { target in
                UnsafeMutableRawBufferPointer(rebasing: target[at..<at + more.count]).copyBytes(from: more)
            }
        case .grow(let size): grow(to: size)
        case .truncate(let size):
            grow(to: size)
            bytes.removeLast(bytes.count - size)
        }
    }

    // MARK: Crash

    /// The disk as it is found after a crash now.
    func afterCrash(_ loss: CrashLoss) -> SimulatedDisk {
        var disk = self
        var random = SeededRandom(seed: 0)
        if case .random(let seed) = loss { random = SeededRandom(seed: seed) }
        for change in pendingNames where loss == .nothing || loss != .unsynced && Bool.random(using: &random) {
            disk.apply(change)
        }
        var found: [String: [UInt8]] = [:]
        for (name, inode) in disk.durableNames.sorted(by: { $0.key < $1.key }) {
            guard let file = files[inode] else { continue }
            switch loss {
            case .nothing: found[name] = file.content
            case .unsynced: found[name] = file.durable
            case .random: found[name] = Self.torn(file, &random)
            }
        }
        return SimulatedDisk(found)
    }

    private static func torn(_ file: File, _ random: inout SeededRandom) -> [UInt8] {
        var bytes = file.durable
        for change in file.pending {
            switch Int.random(in: 0..<3, using: &random) {
            case 0: continue
            case 1: apply(change, to: &bytes)
            default:
                guard case .write(let at, let more) = change else { continue }
                apply(.write(at: at, torn(more, at: at, over: bytes, &random)), to: &bytes)
            }
        }
        return bytes
    }

    /// Of a write's sectors some reach the disk. The others stay as they were; where there was nothing before they are
    /// zero or garbage.
    private static func torn(
        _ bytes: [UInt8], at: Int, over old: [UInt8], _ random: inout SeededRandom
    ) -> [UInt8] {
        var bytes = bytes
        var start = 0
        while start < bytes.count {
            let end = min(bytes.count, start + sectorSize - (at + start) % sectorSize)
            switch Int.random(in: 0..<4, using: &random) {
            case 0: for index in start..<end { bytes[index] = at + index < old.count ? old[at + index] : 0 }
            case 1:
                for index in start..<end {
                    let garbage = UInt8.random(in: 0...255, using: &random)
                    bytes[index] = at + index < old.count ? old[at + index] : garbage
                }
            default: break
            }
            start = end
        }
        return bytes
    }
}
