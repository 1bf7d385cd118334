public enum AVMediaType: Sendable { case audio, video }
public enum AVCaptureDevice { public static func requestAccess(for type: AVMediaType) async -> Bool { false } }
