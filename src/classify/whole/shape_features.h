#pragma once
// Shape features: how a beat departs from the patient's own beats, over all leads.

#include "classify/whole/templates.h"

namespace rwave::whole {

// Adds the columns of shape. A measure is taken in each lead that shows the beat; the columns hold its mean
// over these leads and, where it tells more, its extreme. Amplitudes are relative to the lead's own template
// and correlations do not know the polarity, so that gain and electrodes do not matter.
void add_shape(const FeatureInputs& in, FeatureTable& table);

}  // namespace rwave::whole
