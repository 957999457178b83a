"""Settings: defaults, then `varde.toml`, then `VARDE_*` variables, then the command line."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any, ClassVar, Literal

from pydantic import BaseModel, ConfigDict, ValidationError, field_validator
from pydantic_settings import (
    BaseSettings,
    InitSettingsSource,
    PydanticBaseSettingsSource,
    SettingsConfigDict,
)

from ground_station.errors import BadInput

DEFAULT_PORT = 8700


class CameraSettings(BaseModel):
    """How a camera sits on an aircraft that tells of no gimbal."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    mount_pitch_deg: float = -90.0
    """Of the optical axis against the aircraft's nose; -90 looks straight down."""
    boresight_deg: tuple[float, float, float] = (0.0, 0.0, 0.0)
    """How the camera is really turned against what its gimbal tells: a rotation vector about its x (right), y (down)
    and z (forward), as `varde calibrate` finds it."""
    time_offset_s: float = 0.0
    """Pictures are really exposed so much later than they say."""
    preset: Literal["flame", "smoulder", "mop-up"] = "mop-up"
    """From which apparent temperature something is hot."""
    own_process: bool = True
    """Each camera is read and searched in a process of its own; false: in a thread of the station's."""
    dead_pixels: tuple[tuple[int, int], ...] = ()
    """Column and row of pixels that measure nothing, as the camera's maker lists them; others are found in flight."""


class FlightSettings(BaseModel):
    """What is asked before and during a flight."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    preflight: Literal["block", "warn"] = "block"
    """Whether an aircraft sets off although a check before the flight says no; `warn` only shows the checks."""
    fence_margin_m: float = 60.0
    """The fence that goes with a plan without one of its own lies so far around it; 0: none."""
    resume_overlap_m: float = 20.0
    """So much of the leg is flown again where a plan is gone on with."""
    heartbeat: Literal["always", "in_command"] = "always"
    """`in_command`: the station beats as a ground station only while somebody is in command of an aircraft."""


class WeatherSettings(BaseModel):
    """Who asks MET Norway for the forecast, and where."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    contact: str = ""
    """A mail address or web page of yours, which its terms ask for; empty: no forecast is asked for."""
    address: str = "https://api.met.no/weatherapi/locationforecast/2.0/complete"


class Settings(BaseSettings):
    """Everything a station can be told before it starts."""

    model_config = SettingsConfigDict(env_prefix="VARDE_", env_nested_delimiter="__", extra="ignore", frozen=True)
    config_file: ClassVar[Path | None] = None

    name: str = "Varde"
    """What the station calls itself on the screen."""
    vehicle: tuple[str, ...] = ("udpin://0.0.0.0:14550",)
    """Where aircraft are heard, as MAVSDK writes it."""
    forward: tuple[str, ...] = ()
    """Addresses of other ground stations (`udpout://host:14550`) that see what aircraft say."""
    forward_may_command: bool = False
    """Whether what those say goes to aircraft too; their heartbeat counts as a pilot's then."""
    signing: Literal["off", "allowed", "required"] = "off"
    """`allowed`: links with a key sign, and unsigned traffic is still heard; `required`: it is not."""
    camera: tuple[str, ...] = ()
    """Addresses of thermal streams (`http://`, `rtsp://`, `udp://`, `/dev/video0`), with `#vehicle=NUMBER` at the end
    where the frames do not say whose they are; aircraft may tell theirs over MAVLink too."""
    host: str = "127.0.0.1"
    port: int = DEFAULT_PORT
    data: Path = Path("varde-data")
    """Where the journal, elevation models and recordings lie."""
    terrain: tuple[Path, ...] = ()
    """Elevation models besides those in `data/terrain`."""
    language: Literal["nb", "nn", "en"] = "nb"
    record: bool = True
    """Record every aircraft's messages as .tlog."""
    camera_defaults: CameraSettings = CameraSettings()
    flight: FlightSettings = FlightSettings()
    weather: WeatherSettings = WeatherSettings()
    safety: dict[str, float] = {}
    """Limits of the safety rules that differ from those in docs/explanation/safety.md, by name."""
    clearing: dict[str, float] = {}
    """The same for clearing the air."""

    @field_validator("camera")
    @classmethod
    def _name_their_aircraft(cls, given: tuple[str, ...]) -> tuple[str, ...]:
        # Imported where a camera is named: the decoders behind it are slow to load.
        from vision.sources.live import split

        for address in given:
            split(address)
        return given

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,
        file_secret_settings: PydanticBaseSettingsSource,
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """The command line wins over variables, they over the file."""
        file_values = read_toml(cls.config_file) if cls.config_file else {}
        return init_settings, env_settings, InitSettingsSource(settings_cls, init_kwargs=file_values)

    @property
    def terrain_files(self) -> tuple[Path, ...]:
        """All elevation models: those named, and those added with `varde terrain add`."""
        kept = self.data / "terrain"
        found = sorted(path for path in kept.glob("*") if path.suffix.lower() in (".tif", ".tiff", ".hgt"))
        return (*self.terrain, *found)


def read_toml(path: Path) -> dict[str, Any]:
    """The values of a `varde.toml`. Raises `BadInput` when it cannot be read or names something unknown."""
    try:
        values = tomllib.loads(path.read_text("utf-8"))
    except OSError as error:
        raise BadInput(f"{path}: {error.strerror}", "name a configuration file that exists") from error
    except tomllib.TOMLDecodeError as error:
        raise BadInput(f"{path}: {error}", "mend the TOML at that line") from error
    unknown = sorted(set(values) - set(Settings.model_fields))
    if unknown:
        known = ", ".join(sorted(Settings.model_fields))
        raise BadInput(f"{path}: unknown setting {unknown[0]!r}", f"the settings are: {known}")
    return values


def load_settings(config_file: Path | None = None, **overrides: Any) -> Settings:
    """Settings from all their sources. Raises `BadInput` naming the first wrong field."""

    class FileSettings(Settings):
        pass

    FileSettings.config_file = config_file
    given = {name: value for name, value in overrides.items() if value is not None}
    try:
        return FileSettings(**given)
    except ValidationError as error:
        first = error.errors()[0]
        field = ".".join(str(part) for part in first["loc"])
        raise BadInput(f"setting {field}: {first['msg']}", "see docs/reference/settings.md") from error
