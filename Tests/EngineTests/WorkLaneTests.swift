// Properties:
// 1. Pieces run one at a time, in their order, from whatever threads they come; none is lost, also not while a lane's thread
//    starts or ends.
// 2. Of bodies that are scheduled while one waits only that one runs.
// 3. `finish` returns when all that was given before has been done.

import Dispatch
import Synchronization
import Testing

@testable import Engine

@Suite struct WorkLaneTests {
    @Test func runsAllOneAtATimeInOrder() {
        let lane = WorkLane("test", niceness: 0)
        let done = Mutex<[Int]>([])
        let running = Atomic(0)
        let overlaps = Atomic(0)
        for number in 0..<500 {
            lane.async {
                if running.add(1, ordering: .sequentiallyConsistent).newValue > 1 {
                    overlaps.add(1, ordering: .relaxed)
                }
                done.withLock { $0.append(number) }
                running.subtract(1, ordering: .sequentiallyConsistent)
            }
            if number % 7 == 0 {
                lane.sync {
                    if running.load(ordering: .sequentiallyConsistent) > 0 { overlaps.add(1, ordering: .relaxed) }
                }
            }
        }
        lane.finish()
        #expect(done.withLock { $0 } == Array(0..<500))
        #expect(overlaps.load(ordering: .relaxed) == 0)
    }

    @Test func runsAllOfManyThreads() {
        let lane = WorkLane("test", niceness: 3)
        let count = Atomic(0)
        DispatchQueue.concurrentPerform(iterations: 8) { _ in
            for _ in 0..<200 { lane.async { count.add(1, ordering: .relaxed) } }
        }
        lane.finish()
        #expect(count.load(ordering: .relaxed) == 1_600)
    }

    @Test func schedulesOnce() {
        let lane = WorkLane("test", niceness: 0)
        let began = DispatchSemaphore(value: 0)
        let gate = DispatchSemaphore(value: 0)
        let count = Atomic(0)
        lane.async {
            began.signal()
            gate.wait()
        }
        began.wait()
        for _ in 0..<5 { lane.schedule { count.add(1, ordering: .relaxed) } }
        gate.signal()
        lane.finish()
        #expect(count.load(ordering: .relaxed) == 1)
        lane.schedule { count.add(1, ordering: .relaxed) }
        lane.finish()
        #expect(count.load(ordering: .relaxed) == 2)
    }
}
