package city.hues.desktop

import city.hues.ui.robots.Variant
import city.hues.ui.robots.aPinIsMovedByHand
import city.hues.ui.robots.aReportArrivesAndIsAnswered
import city.hues.ui.robots.contactIsLeft
import city.hues.ui.robots.photosOfAnotherAppBeginAReport
import city.hues.ui.robots.theLanguageIsChangedAndANumberCalled
import city.hues.ui.robots.whatIsMissingIsFound

/** A citizen's first report, told from the first start to the city's answer, with the real core and a real city; and what else is on its way. */
internal class JourneyTest : DesktopTest() {
    @InEveryVariant
    fun `a report that was begun without a network arrives, and the city's answer is read`(variant: Variant) =
        tell(variant) { aReportArrivesAndIsAnswered() }

    @InEveryVariant
    fun `a pin is moved by hand, and what is missing is said beside it`(variant: Variant) = tell(variant) { aPinIsMovedByHand() }

    @InEveryVariant
    fun `what is missing is found`(variant: Variant) = tell(variant) { whatIsMissingIsFound() }

    @InEveryVariant
    fun `the language is changed, and a number is called`(variant: Variant) = tell(variant) { theLanguageIsChangedAndANumberCalled() }

    @InEveryVariant
    fun `who leaves a name and a number is told when the number is none, and the city gets both`(variant: Variant) = tell(variant) { contactIsLeft() }

    @InEveryVariant
    fun `photos of another app begin a report, also at the first start`(variant: Variant) = tell(variant) { photosOfAnotherAppBeginAReport() }
}
