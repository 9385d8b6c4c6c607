namespace K8sRouter.MockProvider.Http;

/// <summary>One route of a provider.</summary>
internal interface IProviderApi
{
    string Path { get; }

    IErrorFormat Errors { get; }

    /// <summary>Throws <see cref="ProviderFailure"/> for whatever the real route refuses.</summary>
    void Validate(RequestBody body);

    Task AnswerAsync(ApiCall call);
}
