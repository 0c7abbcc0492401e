"""The parts that screens are made of. They show what they are given and say what was pressed.

Texts come in ready to read (``pos_member.i18n``); nothing here computes an amount. Colour roles are
the names in ``ui.theme.tokens.Colours``; icons the files in ``resources/icons``. Pictures and tests
reach states by properties (``shown``, ``state``, ``online``, ``marked``, ``active``).

By module: part, its constructor -> its signals: what changes it.

- ``label``: ``Label(text, step, role, *, weight, wrap, elide, align)``: ``set_role``,
  ``set_step``; ``MoneyLabel`` the same with a small currency sign
- ``marks``: ``KeyCap(key)``; ``Chip(text, kind, *, icon, large)``: ``set_chip``; ``TierChip(text,
  ramp)``: ``set_tier``; ``Avatar(letter, *, px, ramp, solid)``; ``Dot(role)``
- ``surfaces``: ``Card``, ``Inset``, ``Surface(fill, border, *, padding, gap)`` with layout
  ``body``; ``Rule``; ``Icon(icon, role, px, *, tile)``; ``row(...)``, ``column(...)`` (int:
  space, None: stretch)
- ``button``: ``Button(text, kind, size, *, icon, key)`` -> ``clicked``: ``set_blocked(reason)``,
  ``set_busy``, ``click_if_ready``; kinds in ``KINDS``, sizes in ``tokens.BUTTON_HEIGHTS``
- ``line_input``: ``LineInput(placeholder, *, icon, key, large)`` -> ``text_changed``,
  ``entered``: ``set_error``, ``set_chip``, ``press(pad key)``; ``CodeInput``; ``PhoneInput`` ->
  ``digits_changed``
- ``amount_input``: ``AmountInput(caption, currency)`` -> ``changed(minor)``: ``suggest``,
  ``press``; the pure ``AmountEntry``
- ``field``: ``Field(caption, content, *, required, hint)``: ``set_error``
- ``choices``: ``Check``, ``Toggle``, ``Radio`` (spoken name); ``Segmented(options)`` ->
  ``changed``; ``Select(options, *, avatar)`` -> ``changed``
- ``choice_rows``: ``ConsentRow(title, text, chip, *, purpose)`` -> ``changed`` (starts unticked);
  ``OptionRow`` -> ``picked``; ``StaffRow(id, title, text)`` -> ``picked``: ``set_chosen``
- ``pads``: ``NumPad(layout, *, key_height)`` -> ``pressed(key)``; layouts amount, cash, pin,
  phone, wide; ``PinDots``
- ``basket``: ``BasketList`` -> ``selected``, ``quantity_step``, ``reprice``, ``remove``,
  ``find_by_name``: ``set_lines(lines, select=)``, ``flash(key)``; ``BasketLine`` is in
  ``basket_delegate``
- ``basket_actions``, ``basket_delegate``: the buttons on the selected line, and how lines are
  painted
- ``totals``: ``Totals``: ``show_lines([TotalLine])``; ``AmountDue(caption)``: ``show_due(amount,
  saved=, remark=)``; ``KeyValue(caption, value)``
- ``member_card``: ``MemberCard(CardFace)``: ``show_face``
- ``tiles``: ``StatTile(icon, caption)``: ``show_figure``; ``AlertRow(icon, text, kind, *,
  action)`` -> ``button.clicked``; ``Tile``; ``choose_only``
- ``tender_tiles``: ``TenderTile(icon, text, *, detail, key)``, ``TenderButton(icon, text, key)``,
  ``QuickCash(text, *, detail, minor)`` -> ``clicked``: ``set_blocked(reason)``
- ``offer_tiles``: ``OfferTile(Offer)``, ``OtherAmountTile(text, detail)`` -> ``clicked``
- ``result_row``: ``ResultRow(Result, choose, chosen)`` -> ``marked(key)``, ``chosen(key)``:
  ``set_marked``
- ``payment``: ``PaymentProgress``, ``TenderRow(key, icon, title, remove)`` -> ``removed``,
  ``ChangePanel``, ``FigureBlock``
- ``nav_rail``: ``NavRail(items, foot)`` of ``RailItem`` -> ``chosen(place)``: ``set_place``;
  ``Logo``
- ``scan_field``: ``ScanField(placeholder)``: ``show_feedback(Feedback(state, text, hint))``,
  ``clear_feedback``
- ``top_bar``: ``TopBar(scan_field, ConnPill(online, offline))``: ``show_shop``, ``show_cashier``,
  ``show_scanner``
- ``status_bar``: ``StatusBar``: ``show_server``, ``show_queue``, ``show_review``, ``add_device``
  -> ``DeviceDot.set_ready``, ``last_sync``, ``show_time``
- ``notices``: ``OfflineStrip(title, action)`` -> ``pressed``; ``Notice(title, text, kind, *,
  action)``; ``Toast``, ``UndoBar`` -> ``undone``: ``show_toast``
- ``dialog``: ``Dialog(window, title, subtitle)``: ``content``, ``open_over(window)``
- ``approval``: ``ApprovalDialog(window, texts)`` -> ``approved(id, pin)``: ``show_facts``,
  ``show_refused``; ``PinEntry``
- ``empty``: ``EmptyState(icon, title, text, *, action)`` -> ``pressed``; ``Skeleton``
- ``paint``, ``naming``: how all of them paint, and how they are named
"""
