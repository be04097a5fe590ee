#include "store/postgres/wire.hpp"

#include <endian.h>
#include <fmt/format.h>

#include <bit>
#include <cstring>

namespace timeshelf::store::postgres {
namespace {

/// Type numbers of the server's catalogue (pg_type.dat); fixed for ever.
enum TypeOid : Oid {
  kBool = 16,
  kBytea = 17,
  kName = 19,
  kInt8 = 20,
  kInt2 = 21,
  kInt4 = 23,
  kText = 25,
  kFloat4 = 700,
  kFloat8 = 701,
  kUnknown = 705,
  kVarchar = 1043,
};
constexpr int kBinary = 1;

template <class Unsigned>
Unsigned load(std::string_view bytes) {
  Unsigned value = 0;
  if (bytes.size() == sizeof value) std::memcpy(&value, bytes.data(), sizeof value);
  return value;
}
std::int64_t load_int8(std::string_view bytes) {
  return static_cast<std::int64_t>(be64toh(load<std::uint64_t>(bytes)));
}
std::int32_t load_int4(std::string_view bytes) {
  return static_cast<std::int32_t>(be32toh(load<std::uint32_t>(bytes)));
}
std::int16_t load_int2(std::string_view bytes) {
  return static_cast<std::int16_t>(be16toh(load<std::uint16_t>(bytes)));
}

}  // namespace

WireParams::WireParams(Params params) {
  const auto count = params.size();
  kinds_.reserve(count);
  types_.reserve(count);
  numbers_.reserve(count);  // values_ points into it: it must not grow
  values_.reserve(count);
  lengths_.reserve(count);
  formats_.assign(count, kBinary);
  const auto add = [&](char kind, Oid type, const char* value, std::size_t length) {
    kinds_.push_back(kind);
    types_.push_back(type);
    values_.push_back(value);
    lengths_.push_back(static_cast<int>(length));
  };
  const auto add_number = [&](char kind, Oid type, std::uint64_t value) {
    const auto& stored = numbers_.emplace_back(htobe64(value));
    add(kind, type, reinterpret_cast<const char*>(&stored), sizeof stored);
  };
  for (const Param& param : params) {
    // A null pointer would be NULL instead of an empty text.
    const char* text = param.text().data() != nullptr ? param.text().data() : "";
    switch (param.kind()) {
      case Param::Kind::null:
        add('n', 0, nullptr, 0);  // the server takes the type from where it stands
        break;
      case Param::Kind::integer:
        add_number('i', kInt8, static_cast<std::uint64_t>(param.integer()));
        break;
      case Param::Kind::real:
        add_number('r', kFloat8, std::bit_cast<std::uint64_t>(param.real()));
        break;
      case Param::Kind::text:
        add('t', kText, text, param.text().size());
        break;
      case Param::Kind::blob:
        add('b', kBytea, text, param.text().size());
        break;
    }
  }
}

std::string_view ResultRow::bytes(int column) const {
  return {PQgetvalue(result_, row_, column), static_cast<std::size_t>(PQgetlength(result_, row_, column))};
}

void ResultRow::refuse(int column) const {
  throw Failure(Failure::Code::broken,
                fmt::format("column {} ({}) has type {}, which is not what is read; CAST it", column,
                            PQfname(result_, column), PQftype(result_, column)));
}

std::int64_t ResultRow::integer(int column) const {
  if (is_null(column)) return 0;
  switch (PQftype(result_, column)) {
    case kInt8:
      return load_int8(bytes(column));
    case kInt4:
      return load_int4(bytes(column));
    case kInt2:
      return load_int2(bytes(column));
    case kBool:
      return bytes(column) == std::string_view("\1", 1) ? 1 : 0;
    default:
      refuse(column);
  }
}

double ResultRow::real(int column) const {
  if (is_null(column)) return 0;
  switch (PQftype(result_, column)) {
    case kFloat8:
      return std::bit_cast<double>(be64toh(load<std::uint64_t>(bytes(column))));
    case kFloat4:
      return static_cast<double>(std::bit_cast<float>(be32toh(load<std::uint32_t>(bytes(column)))));
    default:
      return static_cast<double>(integer(column));
  }
}

std::string_view ResultRow::text(int column) const {
  if (is_null(column)) return {};
  switch (PQftype(result_, column)) {
    case kText:
    case kBytea:
    case kVarchar:
    case kName:
    case kUnknown:
      return bytes(column);
    default:
      refuse(column);
  }
}

}  // namespace timeshelf::store::postgres
