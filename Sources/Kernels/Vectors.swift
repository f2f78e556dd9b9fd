// Owns: vectors as the generated code writes them: one instruction each.

import CPlatform

typealias Vector = SIMD4<UInt32>

@inline(__always) func srl(_ a: Vector, _ count: UInt32) -> Vector { boxfish_shift_right(a, count) }
@inline(__always) func sll(_ a: Vector, _ count: UInt32) -> Vector { boxfish_shift_left(a, count) }
@inline(__always) func and(_ a: Vector, _ b: Vector) -> Vector { boxfish_and(a, b) }
@inline(__always) func or(_ a: Vector, _ b: Vector) -> Vector { boxfish_or(a, b) }

/// Vectors to read, at any alignment. Lifetime: that of the call it is passed to.
struct VectorSource {
    let base: UnsafeRawPointer

    @inline(__always)
    func get(_ index: Int) -> Vector { base.loadUnaligned(fromByteOffset: index &* 16, as: Vector.self) }
}

/// Vectors to write, at any alignment. Lifetime: that of the call it is passed to.
struct VectorTarget {
    let base: UnsafeMutableRawPointer

    @inline(__always)
    func put(_ index: Int, _ value: Vector) { base.storeBytes(of: value, toByteOffset: index &* 16, as: Vector.self) }
}
