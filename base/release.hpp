// Objects of C libraries, released by the function that each library has for that.
#pragma once

namespace timeshelf {

/// The deleter of a std::unique_ptr: Release<EVP_PKEY_free>.
template <auto release>
struct Release {
  template <class T>
  void operator()(T* what) const {
    release(what);
  }
};

}  // namespace timeshelf
