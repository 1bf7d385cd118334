import Foundation
import HuesCore
import HuesKit
import PhotosUI
import UIKit
import UniformTypeIdentifiers

/// The system's picker of photos and videos. It runs outside the app, so it takes no permission; a HEIC photo comes as a JPEG, with its metadata.
@MainActor
final class PhotoPicker: NSObject, PHPickerViewControllerDelegate {
    private let inbox = Inbox("picked")
    private var done: CheckedContinuation<[NSItemProvider], Never>?

    /// The photos that the citizen chooses; none when they think better of it.
    func choosePhotos() async -> [PickedPhoto] {
        var configuration = PHPickerConfiguration()
        configuration.filter = .images
        configuration.selectionLimit = 5
        configuration.preferredAssetRepresentationMode = .compatible
        return await choose(configuration, isVideo: false)
    }

    /// The video that the citizen chooses, as it is: the city plays what phones record.
    func chooseVideo() async -> [PickedPhoto] {
        var configuration = PHPickerConfiguration()
        configuration.filter = .videos
        configuration.preferredAssetRepresentationMode = .current
        return await choose(configuration, isVideo: true)
    }

    private func choose(_ configuration: PHPickerConfiguration, isVideo: Bool) async -> [PickedPhoto] {
        guard let front = UIApplication.shared.front, done == nil else { return [] }
        inbox.empty()
        let picker = PHPickerViewController(configuration: configuration)
        picker.delegate = self
        let chosen = await withCheckedContinuation { continuation in
            done = continuation
            front.present(picker, animated: true)
        }
        var picked: [PickedPhoto] = []
        for provider in chosen {
            if let file = await inbox.take(provider, isVideo ? [.movie] : [.jpeg, .image]) {
                picked.append(.ours(file, isVideo: isVideo))
            }
        }
        return picked
    }

    func picker(_ picker: PHPickerViewController, didFinishPicking results: [PHPickerResult]) {
        picker.dismiss(animated: true)
        done?.resume(returning: results.map(\.itemProvider))
        done = nil
    }
}

extension PickedPhoto {
    /// The app's own copy, which the core erases when it has one.
    static func ours(_ file: URL, isVideo: Bool) -> PickedPhoto {
        PickedPhoto(file: file, hint: PhotoHint(owned: true), isVideo: isVideo)
    }
}
