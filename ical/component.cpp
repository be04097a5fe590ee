#include "ical/component.hpp"
