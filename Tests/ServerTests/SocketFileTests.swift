// Properties:
// 1. The socket has mode 0600, or the one configured, whatever the process's mask is, and is gone after a stop.
// 2. A socket that nobody listens at is replaced; what is no socket is left as it is and named; a service that listens
//    is not disturbed, and the second one says who is in its way.
// 3. A folder that everyone may write to, one that is not there, and a path too long are refused by name.
// 4. A user who is not allowed is told `forbidden` and closed, even where the socket's mode lets him in.
// 5. A failed start releases the index.

import Foundation
import Glibc
import Server
import ServiceSupport
import TestSupport
import Testing
import Wire

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

    @Test(.enabled(if: geteuid() == 0, "only root may act as another user"))
    func aUserWhoIsNotAllowedIsTold() async throws {
        let folder = try TemporaryFolder()
        chmod(folder.path, 0o711)
        let nobody: UInt32 = 65_534
        /// What another user is answered.
        func ask(_ service: TestService) async throws -> String {
            let program = """
                import os, socket, sys
                os.setgid(\(nobody)); os.setuid(\(nobody))
                s = socket.socket(socket.AF_UNIX); s.connect(sys.argv[1])
                try: s.sendall(b'{"op":"health"}\\n')
                except OSError: pass  # It was told already, and the connection closed.
                sys.stdout.write(s.makefile().readline())
                """
            let path = service.socketPath
            return try await withCheckedThrowingContinuation { continuation in
                DispatchQueue.global().async {
                    continuation.resume(
                        with: Result {
                            String(decoding: try Program.run("python3", ["-c", program, path]).output, as: UTF8.self)
                        })
                }
            }
        }
        try await TestService.with(folder, configure: { $0.socketMode = 0o666 }) { service in
            let answer = try JSONValue(parsing: try await ask(service))
            #expect(answer.errorCode == "forbidden")
        }
        try await TestService.with(
            folder,
            configure: {
                $0.socketMode = 0o666
                $0.allowedUsers = [nobody]
            }
        ) { service in
            let answer = try JSONValue(parsing: try await ask(service))
            #expect(answer.isOK)
        }
    }
}
