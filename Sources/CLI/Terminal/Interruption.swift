// Owns: Ctrl-C and its like: a run that is asked to stop cleans up, then ends as the signal would have ended it.

import Glibc
import Synchronization

enum Interruption {
    /// The signal that came; 0 while none has.
    private static let caught = Atomic<Int32>(0)

    static var isAsked: Bool { caught.load(ordering: .relaxed) != 0 }

    /// From now on the first SIGINT, SIGTERM or SIGHUP is noted only; a second one ends the program at once.
    static func watch() {
        // Made here, so that the handler only stores.
        caught.store(0, ordering: .relaxed)
        for number in [SIGINT, SIGTERM, SIGHUP] {
            var action = sigaction()
            action.__sigaction_handler.sa_handler = { Interruption.caught.store($0, ordering: .relaxed) }
            action.sa_flags = Int32(truncatingIfNeeded: UInt32(SA_RESETHAND) | UInt32(SA_RESTART))
            sigaction(number, &action, nil)
        }
    }

    /// Ends the program by the signal that came, so that a shell and a script see why.
    static func end() -> Never {
        let number = caught.load(ordering: .relaxed)
        signal(number, SIG_DFL)
        // Threads that the runtime made have signals blocked: raised here, this one would only wait.
        var raised = sigset_t()
        sigemptyset(&raised)
        sigaddset(&raised, number)
        pthread_sigmask(SIG_UNBLOCK, &raised, nil)
        raise(number)
        exit(128 + number)
    }
}
