from diffusers.utils import logging as logging
