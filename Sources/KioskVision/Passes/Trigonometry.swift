internal import Glibc

func sine(_ angle: Double) -> Double { sin(angle) }
func cosine(_ angle: Double) -> Double { cos(angle) }
/// The angle of the direction (x, y) in radians, clockwise from the x axis of a frame.
func angle(x: Double, y: Double) -> Double { atan2(y, x) }
