// Owns: what the engine's errors are to a caller over the wire.

import Engine
import Wire

extension Problem {
    init(_ error: EngineError) {
        switch error {
        case .storage(let storage):
            let code: Code
            switch storage {
            case .corrupt, .tooOld, .tooNew, .notAnIndex, .manifestLost: code = .corrupt
            case .locked: code = .tooBusy
            case .logPoisoned: code = .readOnly
            case .io: code = storage.isStorageFull ? .storageFull : storage.isUnreadable ? .corrupt : .internal
            }
            self.init(code, error.description)
        case .generationGone: self.init(.notFound, error.description, field: "cursor")
        case .deadlineExceeded: self.init(.deadlineExceeded, error.description)
        case .cancelled: self.init(.deadlineExceeded, "the request was cancelled before it was done")
        case .tooComplex: self.init(.queryTooComplex, error.description, field: "q")
        case .readOnly: self.init(.readOnly, error.description)
        case .storageFull: self.init(.storageFull, error.description)
        case .tooBusy: self.init(.tooBusy, error.description)
        case .targetNotEmpty: self.init(.badRequest, error.description)
        case .invalidDocument: self.init(.badRequest, error.description, field: "records")
        case .internalFailure: self.init(.internal, error.description)
        }
    }
}
