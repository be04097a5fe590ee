#include "commerce/engine.hpp"
#include "ical/shelf_terms.hpp"
#include "ical/recurrence.hpp"
#include "ical/object.hpp"
