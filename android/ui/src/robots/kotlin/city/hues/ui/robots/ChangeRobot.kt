package city.hues.ui.robots

import city.hues.AmendmentChoice
import city.hues.Part

/** The page of a draft on which a sent report is changed. */
internal class ChangeRobot(screens: Screens) : Robot(screens, "compose") {
    init {
        screens.untilShown("scope")
    }

    fun rewrite(text: String) = screens.replace("text", text)

    fun address(text: String) {
        screens.scrollTo("address")
        screens.replace("address", text)
    }

    fun untilSaid(text: String) = screens.untilSaid(text)

    fun untilSaved(text: String) {
        screens.untilSaid(text)
        screens.untilSaid(screens.variant.of("Đã lưu lúc", "Saved at"))
    }

    fun scrollTo(tag: String) = screens.scrollTo(tag)

    fun sendInVain() {
        screens.press("send")
        screens.untilShown("missing")
    }

    fun send(): ReportRobot {
        screens.press("send")
        return ReportRobot(screens)
    }

    fun leaveItAsItWas(): ReportRobot {
        screens.press("discard")
        return ReportRobot(screens)
    }
}

/** The page on which the citizen chooses between what they and what the city made of a report. */
internal class ConflictRobot(screens: Screens) : Robot(screens, "conflict") {
    fun choose(choice: AmendmentChoice, part: Part) = screens.press("${choice.name}-${part.name}")

    fun untilSaid(text: String) = screens.untilSaid(text)

    fun canSend() = screens.isEnabled("send-choice")

    fun send(): ReportRobot {
        screens.press("send-choice")
        return ReportRobot(screens)
    }

    /** Asked what it means, the citizen wants it. */
    fun drop(): ReportRobot {
        screens.press("drop-change")
        screens.untilShown("sure")
        check("conflict-drop")
        screens.press("sure")
        return ReportRobot(screens)
    }
}

/** From the page of a sent report. */
internal fun Screens.change(): ChangeRobot {
    press("begin-change")
    return ChangeRobot(this)
}

internal fun Screens.settleChange(): ConflictRobot {
    press("settle")
    return ConflictRobot(this)
}
