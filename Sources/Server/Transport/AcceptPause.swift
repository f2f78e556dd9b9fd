// Owns: that nobody new is let in for a while when no file can be opened.

import NIOCore

/// Pauses a listener after an accept failed for want of files or memory. Who wants to connect waits in the kernel's queue.
///
/// The library goes on listening after such an error, and its own `AcceptBackoffHandler` only delays reads that are not
/// pending already, which after an error one is: without a pause a core would be kept busy asking.
final class AcceptPause: ChannelInboundHandler {
    typealias InboundIn = any Channel

    private static let length = TimeAmount.milliseconds(100)

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        guard error is IOError, let options = context.channel.syncOptions else {
            return context.fireErrorCaught(error)
        }
        let pause = context.loopBound
        do { try options.setOption(.autoRead, value: false) } catch { return context.fireErrorCaught(error) }
        context.eventLoop.scheduleTask(in: Self.length) {
            try pause.value.channel.syncOptions?.setOption(.autoRead, value: true)
        }
    }
}
