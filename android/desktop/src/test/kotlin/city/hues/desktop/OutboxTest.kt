package city.hues.desktop

import city.hues.ui.robots.Variant
import city.hues.ui.robots.aBusyCityIsWaitedFor
import city.hues.ui.robots.aLowBatteryIsSpared
import city.hues.ui.robots.aReportGetsItsNumber
import city.hues.ui.robots.aReportIsRemoved
import city.hues.ui.robots.aReportIsTakenBack
import city.hues.ui.robots.aReportWaitsForTheNetwork
import city.hues.ui.robots.photosMayUseTheBattery
import city.hues.ui.robots.photosWaitForWiFi
import city.hues.ui.robots.theCityIsAnswered
import city.hues.ui.robots.whatNobodyHasIsThrownAway
import city.hues.ui.robots.whatWasDoneIsRated
import city.hues.ui.robots.whoComesBackFindsTheAnswer

/** What becomes of a report after Send: what waits and why, what is said to and fro, what the citizen thinks of it, and that they take it back. */
internal class OutboxTest : DesktopTest() {
    @InEveryVariant
    fun `a report waits for the network`(variant: Variant) = tell(variant) { aReportWaitsForTheNetwork() }

    @InEveryVariant
    fun `a report gets its number`(variant: Variant) = tell(variant) { aReportGetsItsNumber() }

    @InEveryVariant
    fun `who comes back to the app finds what the city answered meanwhile`(variant: Variant) = tell(variant) { whoComesBackFindsTheAnswer() }

    @InEveryVariant
    fun `photos that wait for Wi-Fi are named, and go over mobile data when the citizen says so`(variant: Variant) =
        tell(variant) { photosWaitForWiFi() }

    @InEveryVariant
    fun `photos wait while the battery is low`(variant: Variant) = tell(variant) { aLowBatteryIsSpared() }

    @InEveryVariant
    fun `photos that wait for the charger go when the citizen lets them`(variant: Variant) = tell(variant) { photosMayUseTheBattery() }

    @InEveryVariant
    fun `what nobody else has is thrown away, and taken back`(variant: Variant) = tell(variant) { whatNobodyHasIsThrownAway() }

    @InEveryVariant
    fun `the city's answer is new once, and is answered`(variant: Variant) = tell(variant) { theCityIsAnswered() }

    @InEveryVariant
    fun `what was done is rated, and who is not content has it taken up again`(variant: Variant) = tell(variant) { whatWasDoneIsRated() }

    @InEveryVariant
    fun `a report is taken back, kept, and one that was closed meanwhile says so with its number`(variant: Variant) =
        tell(variant) { aReportIsTakenBack() }

    @InEveryVariant
    fun `a report that the city removed is told once, copied and thrown away`(variant: Variant) = tell(variant) { aReportIsRemoved() }

    @InEveryVariant
    fun `a city that is busy is waited for, and the citizen can press`(variant: Variant) = tell(variant) { aBusyCityIsWaitedFor() }
}
