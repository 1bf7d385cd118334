package city.hues.ui

import androidx.compose.runtime.Composable
import androidx.compose.runtime.ReadOnlyComposable
import androidx.compose.runtime.staticCompositionLocalOf
import city.hues.Language
import city.hues.MomentStep
import city.hues.Words

/** The language in which the screens speak. */
internal val LocalLanguage = staticCompositionLocalOf { Language.VI }

/** The text in the citizen's language. */
@Composable
@ReadOnlyComposable
internal fun Words.said(): String = when (LocalLanguage.current) {
    Language.VI -> vi
    Language.EN -> en
}

/**
 * The titles and labels of the screens, in both languages side by side. States, reasons, refusals and moments are not here: the core says
 * them, and so both apps say the same.
 */
internal object Texts {
    // Everywhere
    val back = Words("Quay lại", "Back")
    val close = Words("Đóng", "Close")
    val cancel = Words("Thôi", "Cancel")
    val again = Words("Thử lại", "Try again")
    val more = Words("Xem thêm", "Show more")
    val offline = Words(
        "Không có mạng. Bạn vẫn gửi được, máy sẽ tự chuyển khi có mạng.",
        "No network. You can still send: it goes by itself when there is one.",
    )

    val offlineShort = Words("Không có mạng, vẫn gửi được.", "No network. You can still send.")

    // First start
    val purpose = Words(
        "Báo cho thành phố một việc cần sửa, và nhận cảnh báo thiên tai, cả khi không có mạng.",
        "Tell the city what needs mending, and get disaster warnings, also without a network.",
    )
    val language = Words("Ngôn ngữ", "Language")
    val languageNames = mapOf(Language.VI to "Tiếng Việt", Language.EN to "English")
    val kept = Words("Dữ liệu của bạn", "Your data")
    val keptOnPhone = Words(
        "Phản ánh và ảnh được mã hoá và lưu trên máy này để không mất khi mất mạng.",
        "Reports and photos are encrypted and kept on this phone, so that nothing is lost without a network.",
    )
    val keptUntilSent = Words(
        "Phản ánh chỉ tới thành phố khi bạn bấm Gửi. Nơi chụp, giờ chụp ghi ngầm trong ảnh được xoá trước khi gửi.",
        "A report goes to the city only when you press Send. Hidden details in photos, such as where they were taken, are removed first.",
    )
    val keptNoAccount = Words("Không cần tài khoản. Không có quảng cáo.", "No account needed. No advertising.")
    val begin = Words("Bắt đầu", "Start")

    // Home
    val me = Words("Cá nhân", "Me")
    val newReport = Words("Gửi phản ánh", "Report something")
    val newReportHow = Words("Ảnh, nơi xảy ra và vài lời là đủ.", "A photo, the place and a few words will do.")
    val myReports = Words("Phản ánh của tôi", "My reports")
    val noReports = Words("Bạn chưa gửi phản ánh nào.", "You have not sent any report yet.")
    val allSent = Words("Mọi phản ánh đã được gửi.", "Every report has been sent.")
    val nothingWaits = Words("Không còn gì chờ gửi.", "Nothing is waiting.")
    val callForHelp = Words("Gọi điện", "Call")
    val callHotline = Words("Gọi tổng đài", "Call the hotline")
    val warnings = Words("Cảnh báo", "Warnings")
    val noWarnings = Words("Không có cảnh báo", "No warnings")
    val warningsUnknown = Words("Chưa tải được cảnh báo", "Warnings not loaded yet")

    fun drafts(n: Int) = Words("$n bản nháp", if (n == 1) "1 draft" else "$n drafts")
    fun waiting(n: Int) = Words("$n đang chờ gửi", "$n waiting to be sent")
    fun unread(n: Int) = Words("$n trả lời mới", if (n == 1) "1 new reply" else "$n new replies")
    fun call(who: Words, number: String) = Words("Gọi ${who.vi}, số $number", "Call ${who.en}, $number")
    fun otherWarnings(n: Int) = Words("Và $n cảnh báo khác", if (n == 1) "And 1 other warning" else "And $n other warnings")

    // A report that is being written
    val composing = Words("Phản ánh mới", "New report")
    val photos = Words("Ảnh", "Photos")
    val takePhoto = Words("Chụp ảnh", "Take a photo")
    val choosePhotos = Words("Chọn ảnh", "Choose photos")
    val photoDenied = Words(
        "Ứng dụng chưa được phép dùng máy ảnh. Hãy cho phép trong Cài đặt của máy, hoặc chọn ảnh có sẵn.",
        "The app may not use the camera. Allow it in the phone's settings, or choose a photo that you have.",
    )
    val noCamera = Words("Máy này không có máy ảnh. Hãy chọn ảnh có sẵn.", "This phone has no camera. Choose a photo that you have.")
    val recordVideo = Words("Quay video", "Record a video")
    val chooseVideo = Words("Chọn video", "Choose a video")
    val noCameraForVideo = Words("Máy này không quay được video. Hãy chọn video có sẵn.", "This phone can't record. Choose a video that you have.")
    val place = Words("Nơi xảy ra", "Place")
    val useMyPlace = Words("Vị trí của tôi", "My location")
    val usePhotoPlace = Words("Dùng nơi chụp ảnh", "Use where the photo was taken")
    val useMap = Words("Trên bản đồ", "On the map")
    val movePin = Words("Chỉnh vị trí", "Adjust the place")
    val locating = Words("Đang tìm vị trí…", "Finding where you are…")
    val locationDenied = Words(
        "Ứng dụng chưa được phép dùng vị trí. Hãy cho phép trong Cài đặt của máy, hoặc chọn trên bản đồ.",
        "The app may not use your location. Allow it in the phone's settings, or choose on the map.",
    )
    val noLocation = Words(
        "Chưa tìm được vị trí của máy. Hãy ra chỗ thoáng rồi thử lại, hoặc chọn trên bản đồ.",
        "The phone can't tell where it is. Try again under the open sky, or choose on the map.",
    )
    val outsideCity = Words("Ngoài địa giới thành phố", "Outside the city")
    val category = Words("Loại phản ánh", "Category")
    val chooseCategory = Words("Chọn loại phản ánh", "Choose a category")
    val isItAbout = Words("Có phải về:", "Is it about:")
    val findCategory = Words("Tìm loại phản ánh", "Find a category")
    val allCategories = Words("Tất cả các loại", "All categories")
    val nearby = Words("Có người đã báo ở gần chỗ này", "Reported near this place")
    val follow = Words("Theo dõi", "Follow")
    val following = Words("Bạn đang theo dõi phản ánh này.", "You follow this report.")
    val unfollow = Words("Bỏ theo dõi", "Stop following")
    val followedReports = Words("Bạn đang theo dõi", "Reports that you follow")
    val preview = Words("Xem từng mục", "See each part")
    val hidePreview = Words("Thu gọn", "Show less")
    val whatHappened = Words("Chuyện gì đang xảy ra?", "What is happening?")
    val whatHappenedHint = Words("Ví dụ: đèn đường hỏng, tối từ hai hôm nay.", "For example: the street lamp is broken; dark for two days.")
    val contact = Words("Liên hệ với bạn", "How to reach you")
    val anonymous = Words("Không để lại tên", "Leave no name")
    val withContact = Words("Để lại tên và số điện thoại", "Leave a name and a phone number")
    val contactUse = Words(
        "Cán bộ chỉ dùng để hỏi thêm về phản ánh này. Có thể bỏ trống.",
        "Staff use it only to ask about this report. Either may be left empty.",
    )
    val contactName = Words("Tên", "Name")
    val contactPhone = Words("Số điện thoại", "Phone number")
    val shareName = Words("Tên của bạn", "Your name")
    val whoSees = Words("Ai thấy gì", "Who sees what")
    val staffSeeAll = Words("Cán bộ thành phố thấy tất cả.", "The city's staff see all of it.")
    val everyoneSees = Words("Mọi người thấy:", "Everyone sees:")
    val shareText = Words("Nội dung", "The text")
    val sharePhotos = Words("Ảnh", "The photos")
    val send = Words("Gửi", "Send")
    val fixFirst = Words("Còn thiếu một chút", "Something is missing")
    val discard = Words("Xoá bản nháp", "Delete this draft")
    val delete = Words("Xoá", "Delete")
    val duplicate = Words("Tạo bản sao", "Duplicate")
    val recentlyDiscarded = Words("Vừa xoá", "Recently deleted")
    val erase = Words("Xoá hẳn", "Erase for good")
    val eraseDraftSure = Words(
        "Xoá hẳn phản ánh này và ảnh của nó? Không lấy lại được.",
        "Erase this report and its photos for good? This can't be undone.",
    )
    val recovered = Words("Viết tiếp", "Go on writing")
    val notNow = Words("Để sau", "Not now")
    val restore = Words("Khôi phục", "Restore")
    val yourAnswer = Words("Câu trả lời của bạn", "Your answer")
    val clear = Words("Bỏ câu trả lời", "Clear the answer")
    val setMoment = Words("Chọn thời điểm", "Set the time")
    val understood = Words("Đã hiểu", "Understood")
    val changed = Words("Có thay đổi từ khi bạn bắt đầu viết", "Changed since you began to write")
    val steps = mapOf(
        MomentStep.WEEK to Words("Tuần", "Week"),
        MomentStep.DAY to Words("Ngày", "Day"),
        MomentStep.HOUR to Words("Giờ", "Hour"),
        MomentStep.MINUTES to Words("5 phút", "5 minutes"),
    )

    val savesItself = Words("Tự động lưu", "Saves by itself")

    fun discarded(title: Words) = Words("Đã xoá “${title.vi}”.", "Deleted “${title.en}”.")
    fun earlier(step: Words) = Words("${step.vi} trước", "${step.en} earlier")
    fun later(step: Words) = Words("${step.vi} sau", "${step.en} later")
    fun saved(at: Words) = Words("Đã lưu ${at.vi}", "Saved ${at.en}")
    fun photo(n: Int) = Words("Ảnh $n", "Photo $n")
    fun knownAs(name: String) = Words(
        "Bạn đang đăng nhập, nên cán bộ thành phố biết phản ánh này là của $name.",
        "You are logged in, so the city's staff know that this report is from $name.",
    )
    val video = Words("Video", "Video")
    val removeVideo = Words("Bỏ video", "Remove the video")
    val touchPhoto = Words("Chạm vào ảnh để che mặt người, biển số xe.", "Touch a photo to hide faces and number plates.")
    val hideTitle = Words("Che mặt người, biển số xe", "Hide faces and number plates")
    val hideHow = Words(
        "Kéo ngón tay trên ảnh để vẽ khung che, hoặc thêm một khung rồi dời nó bằng các nút.",
        "Draw a box on the photo with a finger, or add one and move it with the buttons.",
    )
    val addBox = Words("Thêm khung che", "Add a box")
    val removeBox = Words("Bỏ khung này", "Remove this box")
    val hideAndSave = Words("Che và lưu", "Hide and save")
    val leftAndRight = Words("Trái, phải", "Left, right")
    val upAndDown = Words("Lên, xuống", "Up, down")
    val boxWidth = Words("Bề ngang", "Width")
    val boxHeight = Words("Bề cao", "Height")
    val boxLeft = Words("Dời khung sang trái", "Move the box left")
    val boxRight = Words("Dời khung sang phải", "Move the box right")
    val boxUp = Words("Dời khung lên", "Move the box up")
    val boxDown = Words("Dời khung xuống", "Move the box down")
    val boxNarrower = Words("Thu hẹp khung", "Make the box narrower")
    val boxWider = Words("Mở rộng khung", "Make the box wider")
    val boxShorter = Words("Hạ thấp khung", "Make the box shorter")
    val boxTaller = Words("Kéo cao khung", "Make the box taller")

    fun box(n: Int, where: Words) = Words("Khung $n. ${where.vi}", "Box $n. ${where.en}")
    fun photoWithBoxes(photo: Words, n: Int) =
        Words("${photo.vi}, $n khung che", if (n == 1) "${photo.en}, 1 box" else "${photo.en}, $n boxes")
    fun removePhoto(n: Int) = Words("Bỏ ảnh $n", "Remove photo $n")
    fun within(metres: Int) = Words("Sai số khoảng $metres m", "Accurate to about $metres m")

    // The map
    val pinTitle = Words("Đặt ghim", "Set the pin")
    val pinHow = Words("Kéo bản đồ để ghim chỉ đúng chỗ.", "Drag the map until the pin is on the spot.")
    val pinHere = Words("Chọn nơi này", "Use this place")
    val closer = Words("Phóng to", "Zoom in")
    val farther = Words("Thu nhỏ", "Zoom out")
    val north = Words("Dời ghim lên phía bắc", "Move the pin north")
    val south = Words("Dời ghim xuống phía nam", "Move the pin south")
    val east = Words("Dời ghim sang phía đông", "Move the pin east")
    val west = Words("Dời ghim sang phía tây", "Move the pin west")

    fun mapOf(where: Words) = Words("Bản đồ. Ghim ở ${where.vi}", "Map. The pin is in ${where.en}")

    // A report that was sent
    val report = Words("Phản ánh", "Report")
    val number = Words("Số phản ánh", "Report number")
    val numberUse = Words("Đọc số này khi gọi tổng đài.", "Read it out when you call the hotline.")
    val tryNow = Words("Gửi ngay", "Send now")
    val sendAgain = Words("Gửi lại", "Send again")
    val editAgain = Words("Sửa phản ánh", "Change the report")
    val progress = Words("Tiến trình", "Progress")
    val replies = Words("Tin nhắn với thành phố", "Messages with the city")
    val noReplies = Words("Chưa có tin nhắn nào.", "No messages yet.")
    val yourReport = Words("Nội dung bạn gửi", "What you sent")
    val theCity = Words("Thành phố", "The city")
    val you = Words("Bạn", "You")

    fun deadline(at: Words) = Words("Dự kiến xong ${at.vi}", "Meant to be done ${at.en}")
    fun sentPhotos(sent: Int, all: Int, videos: Int) = when (videos) {
        0 -> Words("Ảnh đã gửi: $sent/$all", "Photos sent: $sent of $all")
        all -> Words("Video đã gửi: $sent/$all", "Videos sent: $sent of $all")
        else -> Words("Ảnh và video đã gửi: $sent/$all", "Photos and videos sent: $sent of $all")
    }

    // Warnings
    val stale = Words(
        "Tin này có thể đã cũ. Hãy nghe đài, hoặc mở lại khi có mạng.",
        "This may be out of date. Listen to the radio, or come back when there is a network.",
    )
    val noWarningsNow = Words("Hiện không có cảnh báo nào.", "There is no warning now.")
    val whatToDo = Words("Cần làm gì", "What to do")
    val whatItIs = Words("Tình hình", "What is happening")
    val where = Words("Ở đâu", "Where")
    val source = Words("Nguồn tin", "Source")

    fun asOf(at: Words) = Words("Cập nhật ${at.vi}", "Updated ${at.en}")
    fun until(at: Words) = Words("Còn hiệu lực đến ${at.vi}", "Ends ${at.en}")
    fun issued(at: Words) = Words("Phát ${at.vi}", "Issued ${at.en}")
    fun touches(place: String) = Words("Ảnh hưởng tới nơi bạn theo dõi: $place", "Touches your place: $place")

    // The account
    val account = Words("Tài khoản", "Account")
    val loginWhy = Words(
        "Gửi phản ánh không cần đăng nhập. Sau khi đăng nhập, phản ánh bạn gửi sẽ mang tên bạn.",
        "Reports need no login. After you log in, the reports that you send are in your name.",
    )
    val logIn = Words("Đăng nhập", "Log in")
    val logInAgain = Words("Đăng nhập lại", "Log in again")
    val loginAsking = Words("Đang liên hệ với trang đăng nhập…", "Asking the login service…")
    val loginInBrowser = Words(
        "Đang chờ bạn đăng nhập trong trình duyệt. Xong việc ở đó, bạn sẽ tự trở lại đây.",
        "Waiting for you to log in in the browser. When you are done there, you come back here by yourself.",
    )
    val openBrowser = Words("Mở lại trình duyệt", "Open the browser again")
    val cancelLogin = Words("Huỷ đăng nhập", "Stop logging in")
    val loginOver = Words(
        "Lần đăng nhập trước đã hết hạn. Hãy đăng nhập lại; phản ánh đang chờ không bị mất.",
        "Your login has ended. Log in again; reports that wait are not lost.",
    )
    val citizenNumber = Words("Số định danh", "Citizen number")
    val logOut = Words("Đăng xuất", "Log out")
    val logOutSure = Words(
        "Đăng xuất? Bản nháp và phản ánh vẫn ở trên máy này, và phản ánh đang chờ vẫn được gửi.",
        "Log out? Drafts and reports stay on this phone, and reports that wait are still sent.",
    )

    fun level(n: Int) = Words("Định danh mức $n", "Identified at level $n")

    // What waits
    val outbox = Words("Đang chờ gửi", "Waiting to be sent")
    val seeOutbox = Words("Xem những gì đang chờ gửi", "See what waits to be sent")
    val seeReport = Words("Xem phản ánh", "See the report")
    val keepReport = Words("Không rút lại nữa", "Do not take it back")
    val otherWays = Words("Bạn có thể", "What you can do")
    val newMessage = Words("Mới", "New")
    val unsend = Words("Bỏ tin này", "Remove this message")
    val yourReply = Words("Viết cho thành phố", "Write to the city")
    val sendReply = Words("Gửi tin", "Send the message")
    val rating = Words("Bạn thấy kết quả thế nào?", "What do you think of the result?")
    val ratingWhy = Words("Vì sao? (có thể bỏ trống)", "Why? (may be left empty)")
    val sendRating = Words("Gửi đánh giá", "Send the rating")

    fun rated(how: Words) = Words("Bạn đã đánh giá: ${how.vi}", "Your rating: ${how.en}")

    val mobileData = Words("Dữ liệu di động", "Mobile data")
    val photosWait = Words("Chờ Wi-Fi để gửi ảnh", "Wait for Wi-Fi to send photos")
    val videosWait = Words("Chờ Wi-Fi để gửi video", "Wait for Wi-Fi to send videos")
    val mobileDataUse = Words(
        "Nội dung phản ánh luôn được gửi ngay; chỉ ảnh và video mới tốn nhiều dữ liệu.",
        "The text of a report always goes at once; only photos and videos use much data.",
    )

    // What is on the phone
    val newKey = Words("Tạo khoá mới", "Make a new key")
    val newKeyWhy = Words(
        "Dữ liệu trên máy được khoá bằng một khoá riêng. Hãy tạo khoá mới sau khi sửa máy, hoặc khi nghi có người đã mở máy của bạn.",
        "What is on the phone is locked with a key of its own. Make a new one after a repair, or if somebody may have opened your phone.",
    )
    val newKeyDone = Words("Đã tạo khoá mới. Khoá cũ đã bị xoá.", "The new key is ready. The old one is erased.")
    val eraseAll = Words("Xoá mọi thứ trên máy này", "Erase everything on this phone")
    val eraseNow = Words("Xoá hết", "Erase everything")
    val eraseSure = Words("Xoá hết? Không lấy lại được.", "Erase everything? It cannot be brought back.")

    // When the client does not open
    val stuckTitle = Words("Chưa mở được dữ liệu", "The data can't be opened")
    val startAfresh = Words("Mở với dữ liệu trống", "Open with nothing in it")
    val startAfreshSure = Words(
        "Mở ứng dụng với dữ liệu trống? Dữ liệu cũ được cất riêng trên máy, không bị xoá.",
        "Open the app with nothing in it? The old data is put aside on the phone, not deleted.",
    )
    val helpByPhone = Words("Cần giúp ngay, hãy gọi:", "If you need help now, call:")
}
