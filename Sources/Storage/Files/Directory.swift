// Owns: the one way to files. Nothing else in the project opens, renames or syncs a file of an index; tests put a faulty
// directory in its place.

/// A folder of files.
///
/// Names are plain file names, never paths. Every method throws `StorageError.io` with the operation and the file.
/// Thread-safe.
public protocol Directory: Sendable {
    /// What to call the folder in messages.
    var path: String { get }
    func list() throws(StorageError) -> [String]
    func exists(_ name: String) throws(StorageError) -> Bool
    /// Makes a file, empty if it was there.
    func create(_ name: String) throws(StorageError) -> any WritableFile
    /// Opens a file to write on at its end.
    func append(to name: String) throws(StorageError) -> any WritableFile
    /// A whole file, copied.
    func read(_ name: String) throws(StorageError) -> [UInt8]
    /// A whole file, mapped.
    func map(_ name: String) throws(StorageError) -> MappedBytes
    func rename(_ name: String, to newName: String) throws(StorageError)
    func remove(_ name: String) throws(StorageError)
    /// Puts a file into another directory under the same name: by a second link where the file system can, else by copying.
    /// The file must not be written to any more. Its bytes are durable after this, its name after the target's `sync`.
    func link(_ name: String, into target: any Directory) throws(StorageError)
    /// Makes names durable: after a create, a rename or a remove.
    func sync() throws(StorageError)
    /// Takes the one writer's lock, until the result is released.
    func lock() throws(StorageError) -> any DirectoryLock
}

/// A file being written. Used by one thread at a time.
public protocol WritableFile: AnyObject, Sendable {
    var size: UInt64 { get }
    /// Appends bytes; all of them or an error.
    func append(_ bytes: UnsafeRawBufferPointer) throws(StorageError)
    /// Writes bytes over what is there; none beyond the end.
    func write(_ bytes: UnsafeRawBufferPointer, at offset: UInt64) throws(StorageError)
    /// Makes what was written durable.
    func sync() throws(StorageError)
    func close() throws(StorageError)
    /// Cuts the file at a length: a log's torn tail.
    func truncate(to size: UInt64) throws(StorageError)
}

/// The writer's lock on a directory; released by `release` or with the process.
public protocol DirectoryLock: AnyObject, Sendable {
    func release()
    /// Releases it and leaves no file of it, in a folder that is to hold nothing.
    func remove()
}

extension WritableFile {
    public func append(_ bytes: [UInt8]) throws(StorageError) {
        let result: Result<Void, StorageError> = bytes.withUnsafeBytes { buffer in
            do throws(StorageError) { return .success(try append(buffer)) } catch { return .failure(error) }
        }
        try result.get()
    }

    public func write(_ bytes: [UInt8], at offset: UInt64) throws(StorageError) {
        let result: Result<Void, StorageError> = bytes.withUnsafeBytes { buffer in
            do throws(StorageError) { return .success(try write(buffer, at: offset)) } catch { return .failure(error) }
        }
        try result.get()
    }
}

extension Directory {
    public func link(_ name: String, into target: any Directory) throws(StorageError) {
        let bytes = try map(name)
        defer { withExtendedLifetime(bytes) {} }
        try copy(bytes.buffer, as: name, into: target)
    }

    /// Writes bytes as a new file of another directory, durable but for its name.
    public func copy(
        _ bytes: UnsafeRawBufferPointer, as name: String, into target: any Directory
    ) throws(StorageError) {
        let file = try target.create(name)
        var at = 0
        while at < bytes.count {
            let count = min(bytes.count - at, 1 << 20)
            try file.append(UnsafeRawBufferPointer(rebasing: bytes[at..<at + count]))
            at += count
        }
        try file.sync()
        try file.close()
    }

    /// Puts bytes in a file so that after a crash either the old or the new content is there, whole: written beside it,
    /// synced, renamed, and the folder synced.
    public func replace(_ name: String, with bytes: [UInt8]) throws(StorageError) {
        let temporary = name + ".tmp"
        let file = try create(temporary)
        try file.append(bytes)
        try file.sync()
        try file.close()
        try rename(temporary, to: name)
        try sync()
    }
}
