/// The labels of the screens, by their keys in Localizable.xcstrings. States, reasons, refusals and moments are not here: the core says them.
enum Phrase: String, CaseIterable, Sendable {
    case purpose, language, kept, keptOnPhone, keptUntilSent, keptNoAccount, begin, close, cancel
    case again, more, offline, me, newReport, newReportHow, myReports, noReports, allSent, nothingWaits
    case callForHelp, call, warnings, noWarnings, warningsUnknown, drafts, waiting, unread
    case otherWarnings, composing, photos, takePhoto, choosePhotos, photoDenied, noCamera
    case openSettings, place, useMyPlace, usePhotoPlace, useMap, movePin, locating, locationDenied
    case noLocation, outsideCity, within, category, chooseCategory, whatHappened, whatHappenedHint
    case contact, contactUse, contactName, contactPhone, whoSees, staffSeeAll, everyoneSees
    case shareText, sharePhotos, shareName, send, fixFirst, discard, delete
    case setMoment, clear, changed, understood, duplicate, recentlyDiscarded, restore
    case erase, eraseDraftSure, goOn, notNow
    case draftDiscarded, isItAbout, nearby, follow, following, unfollow, followedReports, preview, hidePreview
    case savesItself, saved, photo, removePhoto, pinTitle, pinHow, pinHere, closer, farther, north
    case south, east, west, mapOf, report, number, numberUse, tryNow, sendAgain, editAgain, progress
    case replies, noReplies, yourReport, theCity, you, deadline, sentPhotos, staleWarnings
    case noWarningsNow, whatToDo, whatItIs, whereItIs, source, asOf, until, issued, touches, account
    case loginWhy, logIn, loginAsking, loginInBrowser, cancelLogin, loginOver, citizenNumber, level
    case logOut, logOutSure, city, mobileData, photosWait, mobileDataUse, meteredNow, stuckTitle
    case startAfresh, startAfreshSure, helpByPhone
    case video, removeVideo, recordVideo, chooseVideo, videosWait, noCameraForVideo, sentVideos, sentPhotosAndVideos
    case touchPhoto, hideTitle, hideHow, addBox, removeBox, hideAndSave, leftAndRight
    case upAndDown, boxWidth, boxHeight, boxLeft, boxRight, boxUp, boxDown, boxNarrower, boxWider
    case boxShorter, boxTaller, box, boxesOnPhoto
    case newKey, newKeyWhy, newKeyDone, eraseAll, eraseNow, eraseSure
    case findCategory
    case outbox, seeOutbox, seeReport, keepReport, otherWays, newMessage, unsend, yourReply
    case sendReply, rating, ratingWhy, sendRating, rated
}
