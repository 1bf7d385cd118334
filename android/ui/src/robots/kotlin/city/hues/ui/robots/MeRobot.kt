package city.hues.ui.robots

internal class MeRobot(screens: Screens) : Robot(screens, "me") {
    fun speak(language: String) = screens.press("language-$language")

    /** The browser opens, with this address. */
    fun logIn(browsed: List<String>): String {
        val before = browsed.size
        screens.press(if (screens.has("login-again")) "login-again" else "log-in")
        screens.until("the browser opens") { browsed.size > before }
        screens.untilShown("open-browser")
        return browsed.last()
    }

    fun logInInVain(why: String) {
        screens.press(if (screens.has("login-again")) "login-again" else "log-in")
        screens.untilSaid(why)
    }

    fun reopenBrowser() = screens.press("open-browser")

    fun tryAgain() = screens.press("login-again")

    fun cancelLogin() {
        screens.press("cancel-login")
        screens.untilShown("log-in")
    }

    fun untilLoggedIn(name: String) {
        screens.untilShown("citizen")
        screens.untilSaid(name)
    }

    fun letPhotosWait() = screens.press("photos-wait")

    fun makeNewKey(says: String) {
        screens.press("new-key")
        screens.untilSaid(says)
    }

    fun eraseAll(): EraseRobot {
        screens.press("erase-all")
        return EraseRobot(screens)
    }

    fun scrollTo(tag: String) = screens.scrollTo(tag)

    fun logOut() {
        screens.press("log-out")
        screens.untilShown("sure")
        check("me-log-out")
        screens.press("sure")
        screens.untilShown("log-in")
    }

    fun untilSaid(text: String) = screens.untilSaid(text)
}
