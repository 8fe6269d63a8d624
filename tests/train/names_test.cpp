/// What simulated reports call a finding goes beyond the catalogue's terms, so that networks must learn more
/// than the rules know.

#include <gtest/gtest.h>

#include "catalogue/catalogue.h"
#include "evidence/flags.h"
#include "report/report.h"
#include "simulate/simulator.h"

namespace second_read::train {
namespace {

TEST(Names, EachFindingAlsoGoesByNamesThatTheCatalogueDoesNotList) {
    const auto catalogue = catalogue::readShippedCatalogue();
    ASSERT_TRUE(catalogue) << catalogue.error().message;
    const report::ReportReader reader(evidence::termsOf(*catalogue));
    for (const auto& [finding, share] : simulate::defaultPrevalences()) {
        int unlisted = 0;
        constexpr int kCount = 500;
        for (std::uint64_t seed = 0; seed < kCount; ++seed) {
            const auto read = reader.read(simulate::writeSentence(finding, true, std::nullopt, seed));
            unlisted += read.findings.at(finding).assertion == Assertion::Absent;
        }
        std::printf("%-28s %4.1f %% of %d sentences name it otherwise\n", finding.c_str(),
                    100.0 * unlisted / kCount, kCount);
        EXPECT_GT(unlisted, kCount / 100) << finding;
        EXPECT_LT(unlisted, kCount / 2) << finding << " is hardly ever called by a name that is known";
    }
}

} // namespace
} // namespace second_read::train
