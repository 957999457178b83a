## What is wrong with a plan in the airspace: `problem-` and the code.

problem-airspace-forbidden = Aircraft { $vehicle } would fly into { $name } ({ $lower } to { $upper }), where nobody may. Move the area, fly lower, or get an exemption.
problem-airspace-ask = Aircraft { $vehicle } would fly into { $name } ({ $lower } to { $upper }), which needs a permission. Ask for it and name it with the plan, or move the area.
problem-airspace-conditions = Aircraft { $vehicle } flies into { $name } ({ $lower } to { $upper }), which has conditions. Read them.
problem-airspace-information = Aircraft { $vehicle } flies into { $name } ({ $lower } to { $upper }). Listen and look out.
problem-airspace-permitted = Aircraft { $vehicle } flies into { $name } ({ $lower } to { $upper }), with the permission that was named. Keep to its terms.
problem-airspace-way-home = A straight way home of aircraft { $vehicle } leads through { $name } ({ $lower } to { $upper }). Start where it does not, or lower the return height.
problem-airspace-zone-unreadable = { $file }: the zone { $name } cannot be used ({ $reason }). Get the file again, or remove that zone after looking at it on the map.
problem-airspace-file-unreadable = { $file } cannot be read as airspace ({ $reason }). Give an ED-269, ED-318, GeoJSON or OpenAir file.
