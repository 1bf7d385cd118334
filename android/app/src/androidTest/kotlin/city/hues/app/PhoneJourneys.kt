package city.hues.app

import city.hues.ui.robots.Stage
import city.hues.ui.robots.aBusyCityIsWaitedFor
import city.hues.ui.robots.aBusyLoginIsWaitedFor
import city.hues.ui.robots.aCategoryIsLookedFor
import city.hues.ui.robots.aChangeIsDropped
import city.hues.ui.robots.aChangeOutlivesItsProcess
import city.hues.ui.robots.aChangeWaitsForAChoice
import city.hues.ui.robots.aCitizenLogsIn
import city.hues.ui.robots.aClosedReportCantBeChanged
import city.hues.ui.robots.aDraftIsCopiedThrownAwayTakenBackAndErased
import city.hues.ui.robots.aDraftIsThrownAwayAndTakenBack
import city.hues.ui.robots.aDraftOutlivesItsWindow
import city.hues.ui.robots.aFaceIsHidden
import city.hues.ui.robots.aLoginIsGivenUp
import city.hues.ui.robots.aLostKeyStartsAfresh
import city.hues.ui.robots.aLowBatteryIsSpared
import city.hues.ui.robots.aNeighboursReportIsFollowed
import city.hues.ui.robots.aNewKeyTakesOver
import city.hues.ui.robots.aPhotoThatIsNoneSaysWhy
import city.hues.ui.robots.aPinIsMovedByHand
import city.hues.ui.robots.aReportArrivesAndIsAnswered
import city.hues.ui.robots.aReportGetsItsNumber
import city.hues.ui.robots.aReportIsRemoved
import city.hues.ui.robots.aReportIsTakenBack
import city.hues.ui.robots.aReportWaitsForTheNetwork
import city.hues.ui.robots.aSentReportIsChanged
import city.hues.ui.robots.aVideoWaitsForWiFi
import city.hues.ui.robots.aQuestionBeginsAtHome
import city.hues.ui.robots.anAgencyIsAsked
import city.hues.ui.robots.contactIsLeft
import city.hues.ui.robots.damagedDataStartsAfresh
import city.hues.ui.robots.eachPartIsPublicOrNot
import city.hues.ui.robots.everythingIsErased
import city.hues.ui.robots.newerDataAsksForAnUpdate
import city.hues.ui.robots.photosOfAnotherAppBeginAReport
import city.hues.ui.robots.photosMayUseTheBattery
import city.hues.ui.robots.photosWaitForWiFi
import city.hues.ui.robots.theBrowserComesBackToAnotherProcess
import city.hues.ui.robots.theCityAsks
import city.hues.ui.robots.theCityAsksAnew
import city.hues.ui.robots.theCityIsAnswered
import city.hues.ui.robots.theLanguageIsChangedAndANumberCalled
import city.hues.ui.robots.theSamePhotoIsPointedOut
import city.hues.ui.robots.theTextSuggestsItsCategory
import city.hues.ui.robots.whatBothSidesChangedIsChosen
import city.hues.ui.robots.whatIsMissingIsFound
import city.hues.ui.robots.whatNobodyHasIsThrownAway
import city.hues.ui.robots.whatWasDoneIsRated
import city.hues.ui.robots.whoComesBackFindsTheAnswer
import city.hues.ui.robots.whoWasCutOffGoesOn
import org.junit.Test

/** The journeys of a phone: Robolectric's, and one in somebody's hand. */
internal abstract class PhoneJourneys {
    protected abstract fun tell(journey: Stage.() -> Unit)

    @Test
    fun aReportArrivesAndIsAnswered() = tell { aReportArrivesAndIsAnswered() }

    @Test
    fun aPinIsMovedByHand() = tell { aPinIsMovedByHand() }

    @Test
    fun whatIsMissingIsFound() = tell { whatIsMissingIsFound() }

    @Test
    fun theLanguageIsChangedAndANumberCalled() = tell { theLanguageIsChangedAndANumberCalled() }

    @Test
    fun contactIsLeft() = tell { contactIsLeft() }

    @Test
    fun photosOfAnotherAppBeginAReport() = tell { photosOfAnotherAppBeginAReport() }

    @Test
    fun theCityAsks() = tell { theCityAsks() }

    @Test
    fun aDraftIsCopiedThrownAwayTakenBackAndErased() = tell { aDraftIsCopiedThrownAwayTakenBackAndErased() }

    @Test
    fun aDraftIsThrownAwayAndTakenBack() = tell { aDraftIsThrownAwayAndTakenBack() }

    @Test
    fun aDraftOutlivesItsWindow() = tell { aDraftOutlivesItsWindow() }

    @Test
    fun whoWasCutOffGoesOn() = tell { whoWasCutOffGoesOn() }

    @Test
    fun theCityAsksAnew() = tell { theCityAsksAnew() }

    @Test
    fun aReportWaitsForTheNetwork() = tell { aReportWaitsForTheNetwork() }

    @Test
    fun aReportGetsItsNumber() = tell { aReportGetsItsNumber() }

    @Test
    fun whoComesBackFindsTheAnswer() = tell { whoComesBackFindsTheAnswer() }

    @Test
    fun photosWaitForWiFi() = tell { photosWaitForWiFi() }

    @Test
    fun aLowBatteryIsSpared() = tell { aLowBatteryIsSpared() }

    @Test
    fun photosMayUseTheBattery() = tell { photosMayUseTheBattery() }

    @Test
    fun whatNobodyHasIsThrownAway() = tell { whatNobodyHasIsThrownAway() }

    @Test
    fun theCityIsAnswered() = tell { theCityIsAnswered() }

    @Test
    fun whatWasDoneIsRated() = tell { whatWasDoneIsRated() }

    @Test
    fun aReportIsRemoved() = tell { aReportIsRemoved() }

    @Test
    fun aReportIsTakenBack() = tell { aReportIsTakenBack() }

    @Test
    fun aBusyCityIsWaitedFor() = tell { aBusyCityIsWaitedFor() }

    @Test
    fun aSentReportIsChanged() = tell { aSentReportIsChanged() }

    @Test
    fun aChangeOutlivesItsProcess() = tell { aChangeOutlivesItsProcess() }

    @Test
    fun whatBothSidesChangedIsChosen() = tell { whatBothSidesChangedIsChosen() }

    @Test
    fun aChangeWaitsForAChoice() = tell { aChangeWaitsForAChoice() }

    @Test
    fun aChangeIsDropped() = tell { aChangeIsDropped() }

    @Test
    fun aClosedReportCantBeChanged() = tell { aClosedReportCantBeChanged() }

    @Test
    fun aFaceIsHidden() = tell { aFaceIsHidden() }

    @Test
    fun theSamePhotoIsPointedOut() = tell { theSamePhotoIsPointedOut() }

    @Test
    fun aPhotoThatIsNoneSaysWhy() = tell { aPhotoThatIsNoneSaysWhy() }

    @Test
    fun aVideoWaitsForWiFi() = tell { aVideoWaitsForWiFi() }

    @Test
    fun aCitizenLogsIn() = tell { aCitizenLogsIn() }

    @Test
    fun theBrowserComesBackToAnotherProcess() = tell { theBrowserComesBackToAnotherProcess() }

    @Test
    fun aLoginIsGivenUp() = tell { aLoginIsGivenUp() }

    @Test
    fun aBusyLoginIsWaitedFor() = tell { aBusyLoginIsWaitedFor() }

    @Test
    fun theTextSuggestsItsCategory() = tell { theTextSuggestsItsCategory() }

    @Test
    fun aQuestionBeginsAtHome() = tell { aQuestionBeginsAtHome() }

    @Test
    fun anAgencyIsAsked() = tell { anAgencyIsAsked() }

    @Test
    fun aCategoryIsLookedFor() = tell { aCategoryIsLookedFor() }

    @Test
    fun eachPartIsPublicOrNot() = tell { eachPartIsPublicOrNot() }

    @Test
    fun aNeighboursReportIsFollowed() = tell { aNeighboursReportIsFollowed() }

    @Test
    fun aNewKeyTakesOver() = tell { aNewKeyTakesOver() }

    @Test
    fun everythingIsErased() = tell { everythingIsErased() }

    @Test
    fun aLostKeyStartsAfresh() = tell { aLostKeyStartsAfresh() }

    @Test
    fun newerDataAsksForAnUpdate() = tell { newerDataAsksForAnUpdate() }

    @Test
    fun damagedDataStartsAfresh() = tell { damagedDataStartsAfresh() }
}
