// What the worker may not do, whatever a picture makes of it.
#pragma once

namespace timeshelf::image_worker {

/// Little memory, little time, no files, no network, no other programs; ends with the server. False if the
/// kernel does not grant it: then nothing is to be read.
bool confine();

}  // namespace timeshelf::image_worker
