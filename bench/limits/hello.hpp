// What HTTP itself costs on this machine: a bare Beast server that says as many bytes as it is asked for.
#pragma once
#include <cstdint>

namespace timeshelf::bench {

/// Serves `GET /N` with N bytes on loopback until SIGTERM, on `threads` threads.
int serve_hello(std::uint16_t port, unsigned threads);

}  // namespace timeshelf::bench
