// Owns: how many cases a seeded fuzzer makes.

import Glibc

/// Usual runs are short; `BOXFISH_FUZZ_ROUNDS=20` makes twenty times as many cases, of which the first are the usual ones.
public enum FuzzRounds {
    private static let factor: Int = {
        guard let text = getenv("BOXFISH_FUZZ_ROUNDS").map({ String(cString: $0) }), let factor = Int(text) else {
            return 1
        }
        return max(1, factor)
    }()

    /// The rounds to run where a usual run has `usual`.
    public static func scaled(_ usual: Int) -> Int { usual * factor }
}
