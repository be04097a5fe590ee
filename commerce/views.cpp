#include "commerce/engine.hpp"
#include "ical/object.hpp"
#include "ical/recurrence.hpp"
#include "ical/shelf_terms.hpp"
