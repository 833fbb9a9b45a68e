#pragma once

// The variable that names the file with the offset (`Sources/postern-chaos/Kills/SetClock.swift`).
#define POSTERN_CLOCK_VARIABLE "POSTERN_CLOCK"
