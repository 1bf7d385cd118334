package city.hues.ui.robots

import city.hues.Network
import city.hues.town.Browser

/** A citizen logs in, is known to the report, and logs out without losing it. */
internal fun Stage.aCitizenLogsIn() {
    settle()
    network(Network.UNMETERED)
    open {
        var me = HomeRobot(this).me()
        me.check()
        val url = me.logIn(browsed)
        me.untilSaid(variant.of("Đang chờ bạn đăng nhập trong trình duyệt.", "Waiting for you to log in in the browser."))
        me.check("me-in-browser")
        me.reopenBrowser()
        until("the browser opens again") { browsed == listOf(url, url) }
        assertTrue(url.startsWith("${town.origin}/login/"), url)
        arrive(Arrival.Redirect(Browser.ofLan().logIn(url)))
        me.untilLoggedIn("Nguyễn Thị Lan")
        me.untilSaid("046•••••1234")
        me.untilSaid(variant.of("Định danh mức 1", "Identified at level 1"))
        me.check("me-logged-in")
        me.back()

        val draft = HomeRobot(this).newReport()
        draft.write("Cây nghiêng trước cổng trường.")
        draft.untilSaved()
        draft.untilSaid(variant.of("biết phản ánh này là của Nguyễn Thị Lan", "know that this report is from Nguyễn Thị Lan"))
        draft.back()
        me = HomeRobot(this).me()
        me.logOut()
        me.back()
        HomeRobot(this).untilSaid(variant.of("1 bản nháp", "1 draft"))
    }
}

/** The browser comes back to a process that knows nothing of it. */
internal fun Stage.theBrowserComesBackToAnotherProcess() {
    settle()
    network(Network.UNMETERED)
    lateinit var url: String
    open { url = HomeRobot(this).me().logIn(browsed) }
    val redirect = Browser.ofLan().logIn(url)
    open(Arrival.Redirect(redirect)) { MeRobot(this).untilLoggedIn("Nguyễn Thị Lan") }
}

/** A login that is given up leaves everything as it was. */
internal fun Stage.aLoginIsGivenUp() {
    settle()
    network(Network.UNMETERED)
    open {
        val me = HomeRobot(this).me()
        val url = me.logIn(browsed)
        me.cancelLogin()
        assertFalse(has("login-failed"))
        // What the browser brings now is worth nothing, and that is said.
        arrive(Arrival.Redirect(Browser.ofLan().logIn(url)))
        me.untilSaid(variant.of("Lần đăng nhập này đã hết hạn.", "This login has expired."))

        val second = me.logIn(browsed)
        arrive(Arrival.Redirect(Browser.ofLan().cancel(second)))
        me.untilSaid(variant.of("Bạn đã huỷ đăng nhập.", "You cancelled the login."))
        me.untilSaid(variant.of("Bạn vẫn gửi phản ánh được.", "You can still send reports."))
        me.check("me-login-cancelled")

        val third = me.logIn(browsed)
        arrive(Arrival.Redirect(Browser.ofLan().logIn(third)))
        me.untilLoggedIn("Nguyễn Thị Lan")
    }
}

/** A login service that can't be reached is waited for, and the same answer of the browser counts then. */
internal fun Stage.aBusyLoginIsWaitedFor() {
    settle()
    network(Network.UNMETERED)
    open {
        val me = HomeRobot(this).me()
        town.misbehave("GET", "/login", BUSY)
        me.logInInVain(variant.of("Trang đăng nhập đang bận.", "The login service is busy."))
        me.check("me-login-failed")
        town.behave()
        val url = me.logIn(browsed)
        val redirect = Browser.ofLan().logIn(url)
        town.misbehave("POST", "/login/token", BUSY)
        arrive(Arrival.Redirect(redirect))
        me.untilSaid(variant.of("Trang đăng nhập đang bận.", "The login service is busy."))
        town.behave()
        me.tryAgain()
        me.untilLoggedIn("Nguyễn Thị Lan")
    }
}

private val BUSY = mapOf("fault" to "unavailable", "status" to 503)
