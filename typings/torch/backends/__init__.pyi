from torch.backends import mps as mps
