/// Readings of the same things, of which several may be under way: a page was left and opened again, or something was done meanwhile. What began
/// later knows more, so nothing that began earlier is shown after it.
struct Readings {
    private var begun = 0
    private var shown = 0

    /// Begins one; its number.
    mutating func begin() -> Int {
        begun += 1
        return begun
    }

    /// Whether what a reading found is shown; from now on nothing is that began before it.
    mutating func show(_ reading: Int) -> Bool {
        guard reading > shown else { return false }
        shown = reading
        return true
    }
}
