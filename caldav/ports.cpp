#include "caldav/service.hpp"
