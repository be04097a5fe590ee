#include "store/writer.hpp"
#include "store/accounts.hpp"
#include "store/calendars.hpp"
