"""The camera on an aircraft that is not ours: it follows the pose of any MAVLink vehicle."""
