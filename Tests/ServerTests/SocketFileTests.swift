// Properties:
// 1. The socket has mode 0600, or the one configured, whatever the process's mask is, and is gone after a stop.
// 2. A socket that nobody listens at is replaced; what is no socket is left as it is and named; a service that listens
//    is not disturbed, and the second one says who is in its way.
// 3. A folder that everyone may write to, one that is not there, and a path too long are refused by name.
// 4. Who may write to the socket by the mode that was configured may call: its group's members, by whichever of their
//    groups, or everyone. Anyone else is told `forbidden` and closed, also where the file's mode has let him in.
// 5. A failed start releases the index.

import Foundation
import Glibc
import ServiceSupport
import TestSupport
import Testing
import Wire

@testable import Server

@Suite struct SocketFileTests {
    private func mode(_ path: String) -> mode_t? {
        var status = stat()
        guard lstat(path, &status) == 0 else { return nil }
        return status.st_mode & 0o7777
    }

    private func expectAnswer(_ service: TestService) async throws {
        let answer = try await service.connection().ask(#"{"op":"health"}"#)
        #expect(answer.isOK)
    }

    @Test(arguments: [0o600, 0o660, 0o606, 0o666] as [UInt16]) func theSocketHasItsMode(bits: UInt16) async throws {
        let folder = try TemporaryFolder()
        try await TestService.with(folder, configure: { $0.socketMode = bits }) { service in
            #expect(mode(service.socketPath) == mode_t(bits))
            try await expectAnswer(service)
        }
        #expect(mode(TestService.socketPath(folder)) == nil)
    }

    @Test func theModeIsThatOfTheOwnerAlone() async throws {
        try await TestService.with { service in #expect(mode(service.socketPath) == 0o600) }
    }

    @Test func aStaleSocketIsReplaced() async throws {
        let folder = try TemporaryFolder()
        try Self.leaveSocket(at: TestService.socketPath(folder))
        try await TestService.with(folder) { service in
            try await expectAnswer(service)
        }
    }

    /// A socket's file whose owner is gone.
    private static func leaveSocket(at path: String) throws {
        let descriptor = socket(AF_UNIX, Int32(SOCK_STREAM.rawValue), 0)
        defer { close(descriptor) }
        var address = sockaddr_un()
        address.sun_family = sa_family_t(AF_UNIX)
        withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: path.utf8) }
        let result = withUnsafePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                bind(descriptor, $0, socklen_t(MemoryLayout<sockaddr_un>.size))
            }
        }
        #expect(result == 0)
    }

    private func failure(_ folder: TemporaryFolder, _ configure: (inout ServerConfiguration) -> Void = { _ in }) async
        -> String
    {
        do {
            let service = try await TestService(folder, configure: configure)
            try await service.stop()
            return ""
        } catch { return "\(error)" }
    }

    @Test func whatIsNoSocketIsLeftAlone() async throws {
        let folder = try TemporaryFolder()
        try folder.write("boxfish.sock", "precious")
        #expect(await failure(folder).contains("is no socket; it is not removed"))
        #expect(try folder.read("boxfish.sock") == Array("precious".utf8))
        let other = try TemporaryFolder()
        mkdir(TestService.socketPath(other), 0o700)
        #expect(await failure(other).contains("is no socket"))
        // A link is no socket either, even to one.
        let third = try TemporaryFolder()
        try Self.leaveSocket(at: third.path + "/real")
        symlink(third.path + "/real", TestService.socketPath(third))
        #expect(await failure(third).contains("is no socket"))
        #expect(mode(third.path + "/real") != nil)
    }

    @Test func aSecondServiceIsRefused() async throws {
        let folder = try TemporaryFolder()
        let other = try TemporaryFolder()
        try await TestService.with(folder) { service in
            // At the same socket, with an index of its own.
            let inTheWay = await failure(other) { $0.socketPath = service.socketPath }
            #expect(inTheWay.contains("another service listens at \(service.socketPath)"))
            // On the same index, at a socket of its own.
            let locked = await failure(folder) { $0.socketPath = folder.path + "/second.sock" }
            #expect(locked.contains("too_busy"), "\(locked)")
            try await expectAnswer(service)
        }
        #expect(await failure(other) == "", "the failed start released its index")
    }

    @Test func unfitPlacesAreRefused() async throws {
        let folder = try TemporaryFolder()
        mkdir(folder.path + "/open", 0o700)
        chmod(folder.path + "/open", 0o777)
        #expect(
            await failure(folder) { $0.socketPath = folder.path + "/open/s" }.contains("may be written by everyone"))
        chmod(folder.path + "/open", 0o1777)
        #expect(await failure(folder) { $0.socketPath = folder.path + "/open/s" } == "")
        #expect(await failure(folder) { $0.socketPath = folder.path + "/none/s" }.contains("make it first"))
        let long = folder.path + "/" + String(repeating: "s", count: 100)
        #expect(await failure(folder) { $0.socketPath = long }.contains("longer than the 107 bytes"))
    }

    // MARK: Who may call

    /// Someone who calls: the socket's group is `group`.
    struct Caller: Sendable, CustomTestStringConvertible {
        var mode: UInt16
        /// The mode that the file has by the time of the call.
        var fileMode: mode_t
        var ownGroup: UInt32
        var otherGroups: [UInt32] = []
        var isLetIn: Bool
        var testDescription: String {
            "mode \(String(mode, radix: 8)), then \(String(fileMode, radix: 8)), group \(ownGroup), \(otherGroups.count) more"
        }
    }

    private static let nobody: UInt32 = 65_534
    private static let group: UInt32 = 4_242
    private static let callers = [
        Caller(mode: 0o600, fileMode: 0o666, ownGroup: group, isLetIn: false),
        Caller(mode: 0o660, fileMode: 0o666, ownGroup: nobody, isLetIn: false),
        Caller(mode: 0o606, fileMode: 0o666, ownGroup: group, isLetIn: false),
        Caller(mode: 0o660, fileMode: 0o660, ownGroup: group, isLetIn: true),
        Caller(mode: 0o660, fileMode: 0o660, ownGroup: nobody, otherGroups: [7, group], isLetIn: true),
        Caller(mode: 0o660, fileMode: 0o660, ownGroup: nobody, otherGroups: Array(4_200..<4_300), isLetIn: true),
        Caller(mode: 0o666, fileMode: 0o666, ownGroup: nobody, isLetIn: true),
        Caller(mode: 0o606, fileMode: 0o606, ownGroup: nobody, isLetIn: true),
    ]

    @Test(.enabled(if: geteuid() == 0, "only root may act as another user"), arguments: callers)
    func theModeSaysWhoMayCall(caller: Caller) async throws {
        let folder = try TemporaryFolder()
        chmod(folder.path, 0o711)
        try await TestService.with(folder, configure: { $0.socketMode = caller.mode }) { service in
            #expect(chown(service.socketPath, .max, Self.group) == 0)
            #expect(chmod(service.socketPath, caller.fileMode) == 0)
            let answer = try JSONValue(parsing: try await Self.ask(service.socketPath, as: caller))
            #expect(answer.isOK == caller.isLetIn, "\(answer.text)")
            guard !caller.isLetIn else { return }
            #expect(answer.errorCode == "forbidden")
            let mode = "whose socket has mode \(String(caller.mode, radix: 8))"
            #expect(answer.at("error", "message").string?.contains(mode) == true, "\(answer.text)")
        }
    }

    /// What another user is answered.
    private static func ask(_ path: String, as caller: Caller) async throws -> String {
        let program = """
            import os, socket, sys
            os.setgroups(\(caller.otherGroups)); os.setgid(\(caller.ownGroup)); os.setuid(\(nobody))
            s = socket.socket(socket.AF_UNIX); s.connect(sys.argv[1])
            try: s.sendall(b'{"op":"health"}\\n')
            except OSError: pass  # It was told already, and the connection closed.
            sys.stdout.write(s.makefile().readline())
            """
        return try await withCheckedThrowingContinuation { continuation in
            DispatchQueue.global().async {
                continuation.resume(
                    with: Result {
                        String(decoding: try Program.run("python3", ["-c", program, path]).output, as: UTF8.self)
                    })
            }
        }
    }

    @Test func thePeerIsHeldToTheMode() {
        let own = PeerCredentials(user: geteuid(), groups: [])
        let root = PeerCredentials(user: 0, groups: [])
        let other = PeerCredentials(user: geteuid() + 1, groups: [3, 5])
        for mode: UInt16 in [0o000, 0o600, 0o660, 0o606, 0o666] {
            #expect(own.mayUse(mode: mode, group: 5) && root.mayUse(mode: mode, group: nil))
            #expect(other.mayUse(mode: mode, group: 5) == (mode & 0o020 != 0))
            #expect(other.mayUse(mode: mode, group: 4) == (mode & 0o002 != 0))
            #expect(other.mayUse(mode: mode, group: nil) == (mode & 0o002 != 0))
        }
        // What is read is not enough: calling takes writing.
        #expect(!other.mayUse(mode: 0o755, group: 5) && !other.mayUse(mode: 0o755, group: 4))
    }
}
