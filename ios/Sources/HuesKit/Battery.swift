import HuesCore

extension Battery {
    /// As an iPhone tells it: its level from 0 to 1, below 0 where that is unknown.
    public init(level: Float, isCharging: Bool, isSaved: Bool) {
        let percent = level < 0 ? nil : UInt8((min(level, 1) * 100).rounded())
        self.init(percent: percent, isCharging: isCharging, isSaved: isSaved)
    }
}
