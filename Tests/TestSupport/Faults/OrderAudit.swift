// Owns: what the order of operations on a folder must be, whatever the file system forgives.

/// Reads what was done with a folder and finds the places where a crash could have lost what was there before.
///
/// 1. A file gets the place of another only when its own bytes are durable.
/// 2. A file is removed only when the names that replace it are durable.
public enum OrderAudit {
    /// What breaks a rule, in words. O(steps).
    public static func violations(_ steps: [DiskStep]) -> [String] {
        var unsyncedFiles: Set<String> = []
        var unsyncedRenames: [String] = []
        var found: [String] = []
        for step in steps where !step.hasFailed {
            switch step.operation {
            case .create, .write, .truncate: unsyncedFiles.insert(step.file)
            case .sync: unsyncedFiles.remove(step.file)
            case .syncFolder: unsyncedRenames = []
            case .rename:
                if unsyncedFiles.remove(step.file) != nil { found.append("\(step) before \(step.file) was synced") }
                unsyncedRenames.append(step.newName ?? step.file)
            case .remove:
                if !unsyncedRenames.isEmpty {
                    found.append("\(step) before the folder was synced for \(unsyncedRenames)")
                }
                unsyncedFiles.remove(step.file)
            default: break
            }
        }
        return found
    }
}
