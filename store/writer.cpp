#include "store/writer.hpp"
#include "store/calendars.hpp"
#include "store/accounts.hpp"
