// Owns: a directory of the file system.

import CPlatform
import Glibc

/// A folder on disk. Interrupted and short system calls are taken up again.
public final class FileDirectory: Directory {
    public let path: String
    /// Whether the folder was missing and was made.
    private let wasMade: Bool

    /// - Parameter create: make the folder if it is missing.
    public init(_ path: String, create: Bool = false) throws(StorageError) {
        self.path = path
        wasMade = create && mkdir(path, 0o700) == 0
        if create, !wasMade, errno != EEXIST {
            throw .io(operation: "make the folder", file: path, errno: errno)
        }
        var status = stat()
        guard stat(path, &status) == 0 else { throw .io(operation: "open", file: path, errno: errno) }
        guard status.st_mode & S_IFMT == S_IFDIR else { throw .notAnIndex(path: path, reason: "it is not a folder") }
    }

    /// Removes the folder if it was made for this and is empty.
    public func removeIfMade() { if wasMade { rmdir(path) } }

    private func full(_ name: String) -> String { path + "/" + name }

    private func open(_ name: String, _ flags: Int32, _ operation: String) throws(StorageError) -> Int32 {
        while true {
            let descriptor = Glibc.open(full(name), flags | O_CLOEXEC, 0o600)
            if descriptor >= 0 { return descriptor }
            guard errno == EINTR else { throw .io(operation: operation, file: full(name), errno: errno) }
        }
    }

    public func list() throws(StorageError) -> [String] {
        guard let folder = opendir(path) else { throw .io(operation: "list", file: path, errno: errno) }
        defer { closedir(folder) }
        var names: [String] = []
        while true {
            errno = 0
            guard let entry = readdir(folder) else { break }
            let name = withUnsafePointer(to: &entry.pointee.d_name) {
                $0.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
            }
            if name != ".", name != ".." { names.append(name) }
        }
        guard errno == 0 else { throw .io(operation: "list", file: path, errno: errno) }
        return names.sorted()
    }

    public func exists(_ name: String) throws(StorageError) -> Bool {
        if access(full(name), F_OK) == 0 { return true }
        guard errno == ENOENT else { throw .io(operation: "look for", file: full(name), errno: errno) }
        return false
    }

    public func create(_ name: String) throws(StorageError) -> any WritableFile {
        let descriptor = try open(name, O_WRONLY | O_CREAT | O_TRUNC, "create")
        return PosixFile(descriptor, full(name), size: 0)
    }

    public func append(to name: String) throws(StorageError) -> any WritableFile {
        let descriptor = try open(name, O_WRONLY | O_CREAT, "open")
        let size = lseek(descriptor, 0, SEEK_END)
        guard size >= 0 else {
            let code = errno
            close(descriptor)
            throw .io(operation: "seek in", file: full(name), errno: code)
        }
        return PosixFile(descriptor, full(name), size: UInt64(size))
    }

    private func size(_ descriptor: Int32, _ name: String) throws(StorageError) -> Int {
        var status = stat()
        guard fstat(descriptor, &status) == 0 else {
            throw .io(operation: "measure", file: full(name), errno: errno)
        }
        return Int(status.st_size)
    }

    public func read(_ name: String) throws(StorageError) -> [UInt8] {
        let descriptor = try open(name, O_RDONLY, "read")
        defer { close(descriptor) }
        let size = try size(descriptor, name)
        var failure: Int32?
        let bytes = [UInt8](unsafeUninitializedCapacity: size) { buffer, count in
            while count < size {
                let got = Glibc.read(descriptor, buffer.baseAddress.map { $0 + count }, size - count)
                if got > 0 {
                    count += got
                } else if got == 0 {
                    break
                } else if errno != EINTR {
                    failure = errno
                    break
                }
            }
        }
        if let failure { throw .io(operation: "read", file: full(name), errno: failure) }
        return bytes
    }

    public func map(_ name: String) throws(StorageError) -> MappedBytes {
        let descriptor = try open(name, O_RDONLY, "read")
        defer { close(descriptor) }
        let size = try size(descriptor, name)
        guard size > 0 else { return MappedBytes(copying: []) }
        guard let memory = mmap(nil, size, PROT_READ, MAP_SHARED, descriptor, 0), memory != MAP_FAILED else {
            throw .io(operation: "map", file: full(name), errno: errno)
        }
        return MappedBytes(mapping: UnsafeRawPointer(memory), count: size)
    }

    public func rename(_ name: String, to newName: String) throws(StorageError) {
        guard Glibc.rename(full(name), full(newName)) == 0 else {
            throw .io(operation: "rename", file: full(name), errno: errno)
        }
    }

    public func remove(_ name: String) throws(StorageError) {
        guard unlink(full(name)) == 0 || errno == ENOENT else {
            throw .io(operation: "remove", file: full(name), errno: errno)
        }
    }

    public func link(_ name: String, into target: any Directory) throws(StorageError) {
        guard let target = target as? FileDirectory else { return try copy(name, into: target) }
        if Glibc.link(full(name), target.full(name)) == 0 { return }
        // Another file system, or one that has no links, or no more for this file.
        guard [EXDEV, EPERM, EMLINK, EOPNOTSUPP].contains(errno) else {
            throw .io(operation: "link", file: full(name), errno: errno)
        }
        try copy(name, into: target)
    }

    private func copy(_ name: String, into target: any Directory) throws(StorageError) {
        let bytes = try map(name)
        defer { withExtendedLifetime(bytes) {} }
        try copy(bytes.buffer, as: name, into: target)
    }

    public func sync() throws(StorageError) {
        let descriptor = Glibc.open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard descriptor >= 0 else { throw .io(operation: "open", file: path, errno: errno) }
        defer { close(descriptor) }
        guard fsync(descriptor) == 0 else { throw .io(operation: "sync", file: path, errno: errno) }
    }

    public func lock() throws(StorageError) -> any DirectoryLock {
        while true {
            let lock = PosixLock(try lockedFile(), path: full(Self.lockName))
            // A file that its holder has removed meanwhile locks nothing.
            guard lock.isInPlace else { continue }
            lock.note("\(getpid())")
            return lock
        }
    }

    private static let lockName = "lock"

    private func lockedFile() throws(StorageError) -> Int32 {
        let name = Self.lockName
        let descriptor = try open(name, O_RDWR | O_CREAT, "open")
        let code = boxfish_flock_exclusive(descriptor)
        guard code == 0 else {
            close(descriptor)
            guard code == EWOULDBLOCK || code == EAGAIN || code == EACCES else {
                throw .io(operation: "lock", file: full(name), errno: code)
            }
            let owner = String(decoding: (try? read(name)) ?? [], as: UTF8.self)
            throw .locked(path: path, owner: owner.isEmpty ? "another process" : "process \(owner)")
        }
        return descriptor
    }
}

/// An open file.
private final class PosixFile: WritableFile, @unchecked Sendable {
    private let descriptor: Int32
    private let name: String
    private(set) var size: UInt64
    private var isOpen = true

    init(_ descriptor: Int32, _ name: String, size: UInt64) {
        self.descriptor = descriptor
        self.name = name
        self.size = size
    }

    deinit { if isOpen { Glibc.close(descriptor) } }

    func append(_ bytes: UnsafeRawBufferPointer) throws(StorageError) {
        var done = 0
        while done < bytes.count {
            let wrote = Glibc.write(descriptor, bytes.baseAddress.map { $0 + done }, bytes.count - done)
            if wrote >= 0 {
                done += wrote
                size += UInt64(wrote)
            } else if errno != EINTR {
                throw .io(operation: "write", file: name, errno: errno)
            }
        }
    }

    func write(_ bytes: UnsafeRawBufferPointer, at offset: UInt64) throws(StorageError) {
        precondition(offset + UInt64(bytes.count) <= size, "only what is there is written over")
        var done = 0
        while done < bytes.count {
            let place = off_t(offset) + off_t(done)
            let wrote = pwrite(descriptor, bytes.baseAddress.map { $0 + done }, bytes.count - done, place)
            if wrote >= 0 {
                done += wrote
            } else if errno != EINTR {
                throw .io(operation: "write", file: name, errno: errno)
            }
        }
    }

    func sync() throws(StorageError) {
        guard fdatasync(descriptor) == 0 else { throw .io(operation: "sync", file: name, errno: errno) }
    }

    func close() throws(StorageError) {
        guard isOpen else { return }
        isOpen = false
        guard Glibc.close(descriptor) == 0 || errno == EINTR else {
            throw .io(operation: "close", file: name, errno: errno)
        }
    }

    func truncate(to size: UInt64) throws(StorageError) {
        guard ftruncate(descriptor, off_t(size)) == 0, lseek(descriptor, off_t(size), SEEK_SET) >= 0 else {
            throw .io(operation: "cut", file: name, errno: errno)
        }
        self.size = size
    }
}

/// The lock goes with its descriptor.
private final class PosixLock: DirectoryLock, @unchecked Sendable {
    private let descriptor: Int32
    private let path: String
    private var isHeld = true

    init(_ descriptor: Int32, path: String) {
        self.descriptor = descriptor
        self.path = path
    }

    deinit { release() }

    /// Whether the file that is locked is the one that others find.
    var isInPlace: Bool {
        var (held, found) = (stat(), stat())
        return fstat(descriptor, &held) == 0 && stat(path, &found) == 0 && held.st_ino == found.st_ino
            && held.st_dev == found.st_dev
    }

    /// Writes into the file who holds it.
    func note(_ owner: String) {
        ftruncate(descriptor, 0)
        _ = Array(owner.utf8).withUnsafeBytes { pwrite(descriptor, $0.baseAddress, $0.count, 0) }
    }

    func release() {
        guard isHeld else { return }
        isHeld = false
        close(descriptor)
    }

    func remove() {
        guard isHeld else { return }
        unlink(path)
        release()
    }
}
