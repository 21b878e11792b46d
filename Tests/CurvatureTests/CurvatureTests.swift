// Curvature
