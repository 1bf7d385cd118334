import HuesKit
import SwiftUI

/// The app: one model for the whole process, and the screens over it.
@main
struct HuesApp: App {
    @UIApplicationDelegateAdaptor private var delegate: AppDelegate
    @State private var model: AppModel
    private let phone: Phone

    init() {
        #if DEBUG
            if CommandLine.arguments.contains("--fresh") { Phone.forget() }
        #endif
        let phone = Phone()
        let model = AppModel(device: phone)
        BackgroundWork.register(model)
        phone.uploader = BackgroundUploads.uploader(for: model)
        self.phone = phone
        _model = State(wrappedValue: model)
    }

    var body: some Scene {
        WindowGroup {
            Root(app: model) {
                phone.call($0)
            } leave: {
                BackgroundWork.finish(model)
            }
        }
    }
}
