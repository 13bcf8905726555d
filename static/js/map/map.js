// The map beside the directory's list. Leaflet sets what it must by CSSOM, which the policy allows.
import "leaflet";
