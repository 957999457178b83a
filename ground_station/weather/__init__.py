"""What the weather will be where a plan is flown: MET Norway's forecast, read and asked for as its terms say."""
