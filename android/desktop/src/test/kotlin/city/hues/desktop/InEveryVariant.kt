package city.hues.desktop

import city.hues.ui.robots.Variant
import org.junit.jupiter.api.extension.ExtensionContext
import org.junit.jupiter.params.ParameterizedTest
import org.junit.jupiter.params.provider.Arguments
import org.junit.jupiter.params.provider.ArgumentsProvider
import org.junit.jupiter.params.provider.ArgumentsSource
import org.junit.jupiter.params.support.ParameterDeclarations
import java.util.stream.Stream

/** A test of the screens: in the two variants that hold both extremes of everything, in all of them when there is time. */
@Target(AnnotationTarget.FUNCTION)
@ParameterizedTest
@ArgumentsSource(DrawnVariants::class)
internal annotation class InEveryVariant

internal class DrawnVariants : ArgumentsProvider {
    override fun provideArguments(parameters: ParameterDeclarations, context: ExtensionContext): Stream<Arguments> {
        val isLong = System.getenv("HUES_LONG") == "1"
        return Variant.entries.filter { isLong || it.isUsual }.map { Arguments.of(it) }.stream()
    }
}
