#!/bin/sh
# Owns: writing anew what is recorded of the protocol: the answers in Tests/ProtocolTests/Exchanges, then the generated parts
# of the pages in Wire.docc, which show them. Run it from anywhere in the repository, and read the difference.
set -eu
cd "$(dirname "$0")/../.."
BOXFISH_RECORD=1 swift test --filter ExchangeTests.answersAreAsRecorded
BOXFISH_RECORD=1 swift test --skip-build --filter ReferencePageTests
swift test --skip-build --filter ProtocolTests
