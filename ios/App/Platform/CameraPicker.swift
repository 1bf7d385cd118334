import AVFoundation
import Foundation
import HuesCore
import HuesKit
import UIKit
import UniformTypeIdentifiers

/// The camera, with the permission asked for at this moment. Without the microphone's a video has no sound.
@MainActor
final class CameraPicker: NSObject, UIImagePickerControllerDelegate, UINavigationControllerDelegate {
    private let inbox = Inbox("taken")
    private var done: CheckedContinuation<URL?, Never>?

    /// One photo.
    func takePhoto() async -> Picked {
        await take(.image) { picker in picker.cameraCaptureMode = .photo }
    }

    /// One video. At this quality a minute takes some 25 MB.
    func recordVideo(_ limits: VideoLimits) async -> Picked {
        await take(.movie) { picker in
            picker.cameraCaptureMode = .video
            picker.videoQuality = .type640x480
            picker.videoMaximumDuration = TimeInterval(limits.seconds)
        }
    }

    private func take(_ kind: UTType, _ set: (UIImagePickerController) -> Void) async -> Picked {
        let kinds = UIImagePickerController.availableMediaTypes(for: .camera) ?? []
        guard UIImagePickerController.isSourceTypeAvailable(.camera), kinds.contains(kind.identifier) else {
            return .noCamera
        }
        guard await AVCaptureDevice.requestAccess(for: .video) else { return .denied }
        if kind == .movie { _ = await AVCaptureDevice.requestAccess(for: .audio) }
        guard let front = UIApplication.shared.front, done == nil else { return .photos([]) }
        inbox.empty()
        let picker = UIImagePickerController()
        picker.sourceType = .camera
        picker.mediaTypes = [kind.identifier]
        set(picker)
        picker.delegate = self
        let file = await withCheckedContinuation { continuation in
            done = continuation
            front.present(picker, animated: true)
        }
        return .photos(file.map { [.ours($0, isVideo: kind == .movie)] } ?? [])
    }

    func imagePickerController(
        _ picker: UIImagePickerController, didFinishPickingMediaWithInfo info: [UIImagePickerController.InfoKey: Any]
    ) {
        if let video = info[.mediaURL] as? URL {
            end(picker, inbox.move(video))
        } else {
            let photo = info[.originalImage] as? UIImage
            end(picker, photo?.jpegData(compressionQuality: 0.95).flatMap(inbox.write))
        }
    }

    func imagePickerControllerDidCancel(_ picker: UIImagePickerController) { end(picker, nil) }

    private func end(_ picker: UIImagePickerController, _ file: URL?) {
        picker.dismiss(animated: true)
        done?.resume(returning: file)
        done = nil
    }
}
