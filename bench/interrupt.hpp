// Ctrl-C: what was started is ended, then the program.
#pragma once

namespace timeshelf::bench {

/// Thrown where work is given up, so that everything on the way out is undone.
struct Interrupted {};

/// From here on SIGINT and SIGTERM are remembered instead of ending the program.
void remember_interrupts();
/// Throws Interrupted if one has come.
void throw_if_interrupted();

}  // namespace timeshelf::bench
