namespace K8sRouter.Crds.References;

/// <summary>A part of the world within which data stays.</summary>
public enum DataRegion
{
    /// <summary>Anywhere.</summary>
    Global,

    /// <summary>The European Union and the European Economic Area alone.</summary>
    Europe,

    /// <summary>The United States alone.</summary>
    Us,
}
